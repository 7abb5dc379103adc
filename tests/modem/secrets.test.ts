import { hideSecrets } from "../../modules/modem/secrets.js";
import { equal } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";

function hidden(text: string, isCut = false): string {
	const bytes = bytesOf(text);
	hideSecrets(bytes, isCut);
	return String.fromCharCode(...bytes);
}

describe("hideSecrets", () => {
	for (const [line, expected] of [
		["AT+CPIN=1234", "AT+CPIN=****"],
		['at+cpin="1234"', 'at+cpin="****"'],
		["AT+CPIN?", "AT+CPIN?"],
		["+CPIN: SIM PIN", "+CPIN: SIM PIN"],
		['AT+QMTCONN=0,"me","u,1","p"', 'AT+QMTCONN=0,"me","*,*","*"'],
		['AT+QICSGP=1,1,"apn","u","p",1', 'AT+QICSGP=1,1,"apn","*","*",*'],
		['+QICSGP: 1,"apn","u","p",1', '+QICSGP: 1,"apn","u","*",*'],
		['AT+QMTCFG="aliauth",0,"key","name","secret"', 'AT+QMTCFG="aliauth",0,"***","****","******"'],
		['AT+QMTCFG="version",0,4', 'AT+QMTCFG="version",0,4'],
		["AT+QMTCFG=", "AT+QMTCFG="],
		["460001234567890", "***************"],
		["+QCCID: 89860000000000000000", "****************************"],
		["+CSQ: 29,99", "+CSQ: 29,99"],
		['garbageAT+QMTCONN=0,"me","u","p"', 'garbageAT+QMTCONN=0,"me","*","*"'],
		['AT+QMTPUBEX=0,1,1,0,"t",3', 'AT+QMTPUBEX=0,1,1,0,"t",3'],
	] as const) {
		it(`makes ${expected} of ${line}`, () => {
			equal(hidden(`AT\r${line}\r\nOK`), `AT\r${expected}\r\nOK`);
		});
	}

	it("shows nothing of a line whose beginning is lost", () => {
		equal(hidden('e","secret"\rAT\r', true), '*","******"\rAT\r');
	});
});
