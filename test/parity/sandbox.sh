#!/bin/sh
# Makes the namespaces that it runs in a machine of their own, then runs a command there:
#   unshare --mount --net --uts --propagation private sandbox.sh MACHINE SCRATCH COMMAND...
# What is in MACHINE is put into /etc/kubernetes; SCRATCH is an empty folder. The machine is called `parity`, has the address 192.0.2.10, a default route, and
# nobody answers: whoever asks the network learns so at once. Nothing done below these folders leaves it.
set -eu
machine=$1
scratch=$2
shift 2
printf 'nameserver 127.0.0.1\n' >"$scratch/resolv.conf"
printf '127.0.0.1 localhost\n192.0.2.10 parity\n' >"$scratch/hosts"
mount --bind "$scratch/resolv.conf" /etc/resolv.conf
mount --bind "$scratch/hosts" /etc/hosts
for folder in /etc/kubernetes /var/lib/kubelet /var/lib/etcd; do
  mkdir -p "$folder"
  mount -t tmpfs none "$folder"
done
cp -r "$machine/." /etc/kubernetes/
hostname parity
ip link set lo up
ip link add eth0 type veth peer name peer0
ip link set peer0 up
ip address add 192.0.2.10/24 dev eth0
ip -6 address add 2001:db8::10/64 dev eth0 nodad 2>/dev/null || true
ip link set eth0 up
ip route add default via 192.0.2.1
exec "$@"
