# The network between nodes: a bridge that routes.
set -eu
echo 1 >/proc/sys/net/ipv4/ip_forward
# a resolver that is not there has to say so at once, each time: a lost answer costs a program 5 s
echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
echo ready
cat >/dev/null
