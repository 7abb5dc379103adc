import { type CommandKind, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import { lexicon } from "./names.js";

/** Most commands answer within 300 ms; a module under load answers late without being lost. */
const SOON = 2300;

const base = Object.freeze({ information: 0, result: 0, keys: 0, prompt: false, promptLimit: 0, resultLimit: 0 });

function simple(name: string, information = "", finalLimit = SOON): CommandKind {
	return Object.freeze({
		...base,
		name,
		priority: Priority.recovery,
		information: lexicon.identify(information),
		finalLimit,
	});
}

/** Read answers of +CREG and its kind have two plain integers in front; the URC's second field stands in quotes. */
function isRegistrationAnswer(line: Line): boolean {
	return line.isInteger(0) && line.isInteger(1);
}

/** The commands of the lifecycle. Limits from the manuals' maximum response times. */
export const general = Object.freeze({
	echoOff: simple("E0"),
	errorCodes: simple("+CMEE"),
	urcPort: simple("+QURCCFG", "+QURCCFG"),
	identity: Object.freeze({ ...simple("I"), takesText: true }),
	closeMQTT: Object.freeze({
		...simple("+QMTCLOSE"),
		result: lexicon.identify("+QMTCLOSE"),
		keys: 1,
		resultLimit: 30000,
	}),
	sim: simple("+CPIN", "+CPIN", 5000),
	unlock: simple("+CPIN", "", 5000),
	signal: simple("+CSQ", "+CSQ"),
	notifyRegistration: simple("+CEREG"),
	registration: Object.freeze({ ...simple("+CEREG", "+CEREG"), accepts: isRegistrationAnswer }),
	operator: simple("+COPS", "+COPS", 180000),
	context: simple("+QICSGP"),
	activate: simple("+QIACT", "", 150000),
	address: simple("+QIACT", "+QIACT"),
});
