// The whole driver on a clock and a serial that stand still until they are told, for measuring what it allocates.

import type { Alarm, Clock } from "../../../modules/clock.js";
import { QuietSerial } from "../../support/quiet-serial.js";

class HandAlarm implements Alarm {
	delay = -1;
	readonly callback: () => void;
	constructor(callback: () => void) {
		this.callback = callback;
	}
	set(delay: number): void {
		this.delay = delay;
	}
	cancel(): void {
		this.delay = -1;
	}
	close(): void {
		this.delay = -1;
	}
}

/** A clock that stands still; what is due at once goes off when asked for. Allocates nothing once its alarms are made. */
export class HandClock implements Clock {
	readonly #alarms: HandAlarm[] = [];
	#now = 0;
	now(): number {
		return this.#now;
	}
	/** Moves on, and lets what was set to just so long go off. */
	pass(ms: number): void {
		this.#now = (this.#now + ms) | 0;
		const { length } = this.#alarms;
		for (let at = 0; at < length; at++) {
			const alarm = this.#alarms[at] as HandAlarm;
			if (alarm.delay !== ms) continue;
			alarm.delay = -1;
			alarm.callback();
		}
	}
	alarm(callback: () => void): Alarm {
		const alarm = new HandAlarm(callback);
		this.#alarms.push(alarm);
		return alarm;
	}
	/** The same as `fire`, without a list of its own: for alarms that make no others. */
	fireAll(): void {
		const { length } = this.#alarms;
		for (let at = 0; at < length; at++) {
			const alarm = this.#alarms[at] as HandAlarm;
			if (alarm.delay !== 0) continue;
			alarm.delay = -1;
			alarm.callback();
		}
	}
	fire(): void {
		for (const alarm of [...this.#alarms]) {
			if (alarm.delay !== 0) continue;
			alarm.delay = -1;
			alarm.callback();
		}
	}
}

/** Keeps what is written until the dialogue has begun. */
export class HeardSerial extends QuietSerial {
	static heard: string | undefined = "";
	override write(view: Uint8Array): void {
		super.write(view);
		if (HeardSerial.heard === undefined) return;
		for (const byte of view) HeardSerial.heard += String.fromCharCode(byte);
	}
}

export function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const answers: Readonly<Record<string, string>> = {
	ATI: "\r\nQuectel\r\nEC600S\r\nRevision: TEST\r\n",
	"AT+CPIN?": "\r\n+CPIN: READY\r\n",
	"AT+CSQ": "\r\n+CSQ: 29,99\r\n",
	"AT+IPR?": "\r\n+IPR: 115200\r\n",
	"AT+CMEE?": "\r\n+CMEE: 1\r\n",
	"AT+CEREG?": "\r\n+CEREG: 1,1\r\n",
	"AT+COPS?": '\r\n+COPS: 0,0,"OPERATOR",7\r\n',
	"AT+QIACT?": '\r\n+QIACT: 1,1,1,"10.0.0.1"\r\n',
};

/** Answers commands until the module has nothing left to say. */
export function converse(clock: HandClock, serial: QuietSerial): void {
	for (let round = 0; round < 100; round++) {
		clock.fire();
		serial.canWrite(512);
		const line = (HeardSerial.heard ?? "").trim();
		HeardSerial.heard = "";
		if (line === "") continue;
		serial.give(bytesOf(`${answers[line] ?? ""}\r\nOK\r\n`));
		const [, id] = /^AT\+QIOPEN=1,(\d)/.exec(line) ?? [];
		if (id !== undefined) serial.give(bytesOf(`\r\n+QIOPEN: ${id},0\r\n`));
		const [, name, index] = /^AT(\+QMT\w+)=(\d)/.exec(line) ?? [];
		if (name === "+QMTOPEN" || name === "+QMTCLOSE") serial.give(bytesOf(`\r\n${name}: ${index},0\r\n`));
		if (name === "+QMTCONN") serial.give(bytesOf(`\r\n+QMTCONN: ${index},0,0\r\n`));
	}
}
