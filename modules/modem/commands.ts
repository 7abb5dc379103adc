import { type CommandKind, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import { codeUnit, isUnit } from "../text.js";
import { lexicon } from "./names.js";

const INTEGER = 105;
const MORE = 42;

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
	urcPort: simple("+QURCCFG", "+QURCCFG"),
	identity: Object.freeze({ ...simple("I"), takesText: true }),
	sleep: simple("+QSCLK"),
	functionality: Object.freeze({ ...simple("+CFUN", "+CFUN"), accepts: isOneInteger }),
	radio: simple("+CFUN", "", 15000),
	closeMQTT: Object.freeze({
		...simple("+QMTCLOSE"),
		result: lexicon.identify("+QMTCLOSE"),
		keys: 1,
		isRepeatable: true,
		resultLimit: 30000,
	}),
	sim: Object.freeze({ ...simple("+CPIN", "+CPIN", 5000), accepts: isSIMState }),
	pinTries: Object.freeze({ ...simple("+QPINC", "+QPINC"), accepts: isPINTries }),
	unlock: simple("+CPIN", "", 5000),
	signal: Object.freeze({ ...simple("+CSQ", "+CSQ"), accepts: isSignal }),
	notifyRegistration: simple("+CEREG"),
	notifyGPRS: simple("+CGREG"),
	registration: Object.freeze({ ...simple("+CEREG", "+CEREG"), accepts: isRegistrationAnswer }),
	registrationGPRS: Object.freeze({ ...simple("+CGREG", "+CGREG"), accepts: isRegistrationAnswer }),
	operator: Object.freeze({ ...simple("+COPS", "+COPS", 180000), accepts: isOperator }),
	deactivate: simple("+QIDEACT", "", 40000),
	context: simple("+QICSGP"),
	definition: Object.freeze({ ...simple("+QICSGP", "+QICSGP"), accepts: isDefinition }),
	activate: simple("+QIACT", "", 150000),
	address: Object.freeze({ ...simple("+QIACT", "+QIACT"), accepts: isAddress }),
	/** Which contexts the network knows, which AT+QIACT? need not be right about. */
	contexts: Object.freeze({ ...simple("+CGACT", "+CGACT"), accepts: isContextState }),
	powerDown: simple("+QPOWD"),
});
