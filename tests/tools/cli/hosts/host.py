"""A host in Python, on TCP, with the control channel beside it: pulls the SIM card, and sees what the module says to it.

usage: host.py PORT CONTROL_PORT
"""

import json
import socket
import sys


def lines(port):
    """A connection, and its lines as an iterator."""
    connection = socket.create_connection(("127.0.0.1", int(port)))
    return connection, iter(connection.makefile("r", encoding="latin1", newline="\n"))


def until(source, *ends):
    """The next line that is one of these."""
    for line in source:
        if line.strip() in ends:
            return line.strip()
    raise SystemExit("the module has hung up")


module, answers = lines(sys.argv[1])
control, told = lines(sys.argv[2])


def ask(command, *ends):
    module.sendall(command.encode("ascii") + b"\r\n")
    print(command, until(answers, *ends))


def order(request):
    control.sendall(json.dumps(request).encode("ascii") + b"\n")
    for line in told:
        answer = json.loads(line)
        if "ok" in answer:
            return answer
    raise SystemExit("the control channel has hung up")


ask("ate0", "OK")
ask("AT+CMEE=1;+CPIN?", "+CPIN: READY")
print(order({"fault": "pull-sim"}))
print(until(answers, "+CPIN: NOT READY"))
ask("AT+CPIN?", "+CME ERROR: 10")
print(order({"fault": "insert-sim"}))
print(until(answers, "+CPIN: READY"))
print(order({"get": "counters"})["counters"]["lines"])
