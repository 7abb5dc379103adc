import { type CommandKind, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import { codeUnit, isUnit } from "../text.js";
import { lexicon } from "./names.js";

const INTEGER = 105;
const MORE = 42;

/** Most commands answer within 300 ms; a module under load answers late without being lost. */
const SOON = 2300;

const base = Object.freeze({ information: 0, result: 0, keys: 0, prompt: false, promptLimit: 0, resultLimit: 0 });

/** A command of which `OK` is all that is wanted. */
function simple(name: string, finalLimit = SOON): CommandKind {
	return Object.freeze({ ...base, name, priority: Priority.recovery, finalLimit });
}

/** A command that asks for lines with its own name. @param accepts whether such a line is an answer; absent: always */
function question(name: string, accepts?: CommandKind["accepts"], finalLimit = SOON): CommandKind {
	const plain = { ...simple(name, finalLimit), information: lexicon.identify(name) };
	return Object.freeze(accepts === undefined ? plain : { ...plain, accepts });
}

/** Whether the fields of a line are of these kinds: `i` an integer, `s` a string in quotes, `*` any more fields or none. */
function hasForm(line: Line, form: string): boolean {
	for (let at = 0; ; at++) {
		const unit = codeUnit(form, at);
		if (unit === MORE) return true;
		if (!isUnit(unit)) return line.count === at;
		if (at >= line.count) return false;
		if (unit === INTEGER ? !line.isInteger(at) : !line.isQuoted(at)) return false;
	}
}

/**
 * Read answers of +CREG and its kind have two plain integers in front; the URC's second field stands in quotes. Newer
 * formats put more behind (TS 27.007, 7.2 and 10.1.22).
 */
function isRegistrationAnswer(line: Line): boolean {
	return hasForm(line, "ii") || hasForm(line, "iiss") || hasForm(line, "iissi*");
}

/** What +CREG and its kind say by themselves. */
export function isRegistrationURC(line: Line): boolean {
	return hasForm(line, "i") || hasForm(line, "iss") || hasForm(line, "issi*");
}

/** Noise can make a line shorter, longer or one of its fields no number: then it is not the answer (TS 27.007, 8.5 and 7.3). */
const isSignal = (line: Line) => hasForm(line, "ii");
const isOperator = (line: Line) => hasForm(line, "i") || hasForm(line, "iis") || hasForm(line, "iisi*");
const isAddress = (line: Line) => hasForm(line, "iiis") || hasForm(line, "iiiss*");
const isSIMState = (line: Line) => line.count === 1 && line.length(0) > 0;
const isOneInteger = (line: Line) => hasForm(line, "i");
const isPINTries = (line: Line) => hasForm(line, "sii");
/** `+QICSGP: <type>,<APN>,<user>,<password>,<authentication>` */
const isDefinition = (line: Line) => hasForm(line, "isssi");
const isContextState = (line: Line) => hasForm(line, "ii");

/** Whether `<stat>` means that the network serves the module (TS 27.007, 10.1.22): at home or roaming, voice or not. */
export function isRegistered(stat: number): boolean {
	return stat === 1 || stat === 5 || stat === 9 || stat === 10;
}

/** The commands of the lifecycle. Limits from the manuals' maximum response times. */
export const general = Object.freeze({
	echoOff: simple("E0"),
	baud: simple("+IPR"),
	errorCodes: simple("+CMEE"),
	flowControl: simple("+IFC"),
	urcPort: question("+QURCCFG"),
	identity: Object.freeze({ ...simple("I"), takesText: true }),
	sleep: simple("+QSCLK"),
	functionality: question("+CFUN", isOneInteger),
	radio: simple("+CFUN", 15000),
	closeMQTT: Object.freeze({
		...simple("+QMTCLOSE"),
		result: lexicon.identify("+QMTCLOSE"),
		keys: 1,
		isRepeatable: true,
		resultLimit: 30000,
	}),
	sim: question("+CPIN", isSIMState, 5000),
	pinTries: question("+QPINC", isPINTries),
	unlock: simple("+CPIN", 5000),
	signal: question("+CSQ", isSignal),
	notifyRegistration: simple("+CEREG"),
	notifyGPRS: simple("+CGREG"),
	registration: question("+CEREG", isRegistrationAnswer),
	registrationGPRS: question("+CGREG", isRegistrationAnswer),
	operator: question("+COPS", isOperator, 180000),
	deactivate: simple("+QIDEACT", 40000),
	context: simple("+QICSGP"),
	definition: question("+QICSGP", isDefinition),
	activate: simple("+QIACT", 150000),
	address: question("+QIACT", isAddress),
	/** Which contexts the network knows, which AT+QIACT? need not be right about. */
	contexts: question("+CGACT", isContextState),
	powerDown: simple("+QPOWD"),
});
