#!/bin/sh
# A host in shell, on a serial device: publishes one message, and shows the first that comes.
# usage: host.sh DEVICE BROKER PORT
set -eu
exec 3<>"$1"
cr=$(printf '\r')

# Shows the next line that begins with $1, which has to come before any error.
await() {
	while IFS= read -r line <&3; do
		line=${line%"$cr"}
		case $line in
		"$1"*)
			printf '%s\n' "$line"
			return
			;;
		ERROR | "+CME ERROR"*)
			printf '%s, not %s\n' "$line" "$1" >&2
			exit 1
			;;
		esac
	done
	exit 1
}

ask() {
	printf '%s\r' "$1" >&3
	await "$2"
}

prompt() {
	until [ "$(dd bs=1 count=1 2>/dev/null <&3)" = ">" ]; do :; done
}

ask ATE0 OK
ask "AT+QMTOPEN=0,\"$2\",$3" "+QMTOPEN: 0,0"
ask 'AT+QMTCONN=0,"shell"' "+QMTCONN: 0,0,0"
ask 'AT+QMTSUB=0,1,"to/shell",1' "+QMTSUB: 0,1,0,1"
printf 'AT+QMTPUBEX=0,2,1,1,"from/shell",11\r' >&3
prompt
printf 'hello there' >&3
await "+QMTPUBEX: 0,2,0"
await "+QMTRECV: 0,"
ask "AT+QMTDISC=0" "+QMTDISC: 0,0"
