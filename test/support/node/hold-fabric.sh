# The network between nodes: a bridge that routes.
set -eu
echo 1 >/proc/sys/net/ipv4/ip_forward
echo ready
cat >/dev/null
