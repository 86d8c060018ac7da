# The first process of a node: gives it folders of its own, then waits for its end.
# NODE: its folder, with a subfolder of the same path for each that is its own   NAME: its host name
set -eu
# the machine's own network namespaces have names here too, which vanish when somebody there removes them
for name in /run/netns/*; do
  ! mountpoint --quiet "$name" || umount --lazy "$name"
done
own() {
  mkdir -p "$1"
  mount --bind "$NODE$1" "$1"
}
for folder in /etc/kubernetes /etc/containerd /etc/cni/net.d /opt/cni/bin /var/lib/etcd /var/lib/containerd /var/lib/cni /var/log; do
  own "$folder"
done
# mounts of Pods' volumes have to reach the containers, which the runtime starts from another namespace
for folder in /var/lib/kubelet /run; do
  own "$folder"
  mount --make-shared "$folder"
done
mount --bind "$NODE/etc/hosts" /etc/hosts
mount --bind "$NODE/etc/resolv.conf" /etc/resolv.conf
# /sys shows the devices of this network namespace; the old one stays below, because a mount table that names
# another path for cgroup2 first would make preflight take the machine for one of the newer kind
mkdir -p "$NODE/sys"
mount -t sysfs sysfs "$NODE/sys"
mount --rbind /sys/fs/cgroup "$NODE/sys/fs/cgroup"
mount --move "$NODE/sys" /sys
hostname "$NAME"
echo 1 >/proc/sys/net/ipv4/ip_forward
echo ready
# bash, not a program in its place: this process inherits orphans and has to bury them
while read -r _; do :; done
