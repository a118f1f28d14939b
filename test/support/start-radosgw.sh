#!/bin/bash
# Runs a real S3 server (Ceph's radosgw over one monitor and one in-memory OSD) on loopback, as any user.
#
#   start-radosgw.sh FOLDER PORT MONITOR_PORT ACCESS_KEY SECRET_KEY
#
# Prints "ready" once requests are answered, then waits until its standard input ends, stops every daemon by its pid
# file and removes FOLDER: whoever holds the other end of the pipe may die in any way and nothing is left behind.
# Everything lies inside FOLDER, which must not exist yet or be empty.
set -euo pipefail

folder=${1:?the folder is missing}
port=${2:?the port of the gateway is missing}
monitor_port=${3:?the port of the monitor is missing}
access_key=${4:?the access key is missing}
secret_key=${5:?the secret key is missing}

conf=$folder/ceph.conf
mkdir -p "$folder"/{mon,osd,rgw,run,log}

write_configuration() {
  cat >"$conf" <<CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = v1:127.0.0.1:$monitor_port
mon initial members = a
public network = 127.0.0.0/8
public addr = 127.0.0.1
ms bind msgr2 = false
ms bind ipv4 = true
ms bind ipv6 = false
ms tcp nodelay = true
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = true
run dir = $folder/run
admin socket = $folder/run/\$name.asok
pid file = $folder/run/\$name.pid
log file = $folder/log/\$name.log
crash dir = $folder/log
debug ms = 0
debug rgw = 0

# One copy of everything, on one host.
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
mon data avail crit = 1
mon osd reporter subtree level = osd

# Nothing on disk, and no waiting for it.
osd objectstore = memstore
memstore device bytes = 2147483648
osd crush update on start = false
osd class update on start = false
osd class load list = *
osd class default list = *
osd max object name len = 4096
osd op num shards = 2
osd mclock profile = high_client_ops
mon tick interval = 1
paxos propose interval = 0.05
paxos min wait = 0.01

# Without tcp_nodelay every small GET costs 40 ms.
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw thread pool size = 32
rgw dns name = localhost
rgw enable usage log = false
rgw run sync thread = false
rgw gc obj min wait = 5

[mon.a]
mon data = $folder/mon
[osd.0]
osd data = $folder/osd
[client.rgw.a]
rgw data = $folder/rgw
CONF
}

# The daemons must hold neither end of our pipes, else nobody would see them close.
quietly() { "$@" </dev/null >>"$folder/log/start.log" 2>&1; }

# The monitor refuses commands for a moment after its start, so each is tried a few times.
ceph_command() {
  for _ in 1 2 3 4 5 6 7 8; do
    quietly timeout 20 ceph -c "$conf" "$@" && return 0
    sleep 0.3
  done
  echo "ceph $* failed" >&2
  return 1
}

start_cluster() {
  local fsid osd
  fsid=$(sed -n 's/^fsid = //p' "$conf")
  osd=$(cat /proc/sys/kernel/random/uuid)
  quietly monmaptool --create --fsid "$fsid" --addv a "[v1:127.0.0.1:$monitor_port]" "$folder/monmap"
  quietly ceph-mon -c "$conf" -i a --mkfs --monmap "$folder/monmap"
  quietly ceph-mon -c "$conf" -i a
  ceph_command osd new "$osd"
  quietly ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd"
  # By hand, because the OSD's own update at its start races with the arrival of the monitor's map.
  ceph_command osd crush add-bucket localhost host root=default
  ceph_command osd crush add osd.0 1.0 root=default host=localhost
  quietly ceph-osd -c "$conf" -i 0
  # Pools that the first request would otherwise wait two seconds for.
  for pool in .rgw.root default.rgw.{log,control,meta} default.rgw.buckets.{index,data,non-ec}; do
    ceph_command osd pool create "$pool" 8
    ceph_command osd pool application enable "$pool" rgw
  done
}

start_gateway() {
  quietly radosgw -c "$conf" -n client.rgw.a
  for _ in $(seq 300); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
    sleep 0.1
  done
  echo "radosgw does not listen on port $port" >&2
  return 1
}

stop_all() {
  trap - EXIT
  # Nothing is worth keeping, so nobody is given time to say goodbye.
  for file in "$folder"/run/*.pid; do
    [ -e "$file" ] && kill -KILL "$(cat "$file")" 2>/dev/null || true
  done
  rm -rf "$folder"
}

trap stop_all EXIT
trap 'exit 143' TERM INT HUP
write_configuration
start_cluster
start_gateway
quietly radosgw-admin -c "$conf" user create --uid=camfleet --display-name=camfleet \
  --access-key="$access_key" --secret-key="$secret_key"
echo ready
cat >/dev/null
