import { Masking } from "../../../tools/cli/masking.js";
import { equal } from "../../support/assert.js";

const sent: readonly (readonly [line: string, shown: string])[] = [
	["AT", "AT"],
	["A/", "A/"],
	["AT+CPIN?", "AT+CPIN?"],
	['AT+CPIN="1234"', 'AT+CPIN="****"'],
	["at+cpin=1234", "at+cpin=****"],
	['AT+CPIN="12345678","1234"', 'AT+CPIN="********","****"'],
	["ATE0+CPIN=1234", "ATE0+CPIN=****"],
	['AT+CREG=1;+CPIN="1234";+CSQ', 'AT+CREG=1;+CPIN="****";+CSQ'],
	['AT+CLCK="SC",1,"1234"', 'AT+CLCK="SC",1,"****"'],
	['AT+CLCK="SC",2', 'AT+CLCK="SC",2'],
	['AT+CPWD="SC","1234","5678"', 'AT+CPWD="SC","****","****"'],
	['AT+QMTCONN=0,"mast"', 'AT+QMTCONN=0,"mast"'],
	['AT+QMTCONN=0,"mast","user","pa;ss,word"', 'AT+QMTCONN=0,"mast","****","**********"'],
	['AT+QMTCONN=0,"mast",,"word"', 'AT+QMTCONN=0,"mast",,"****"'],
	['AT+QMTCONN=0,"mast","user","cut of', 'AT+QMTCONN=0,"mast","****","******'],
	["AT+QMTCONN=?", "AT+QMTCONN=?"],
	['AT+QICSGP=1,1,"cmiot","user","word",1', 'AT+QICSGP=1,1,"cmiot","****","****",*'],
	['AT+QMTCFG="aliauth",0,"key","device","secret"', 'AT+QMTCFG="aliauth",0,"***","******","******"'],
	['AT+QMTCFG="hwprodid",0,"id","secret","node"', 'AT+QMTCFG="hwprodid",0,"**","******","****"'],
	['AT+QMTCFG="will",0,1,1,0,"gone","aliauth"', 'AT+QMTCFG="will",0,1,1,0,"gone","aliauth"'],
	['AT+QSSLCFG="clientkey",2,"UFS:key.pem","word"', 'AT+QSSLCFG="clientkey",2,"UFS:key.pem","****"'],
	['AT+QSSLCFG="psk",2,"0102"', 'AT+QSSLCFG="psk",2,"****"'],
	['AT+QSSLCFG="clientcert",2,"UFS:a.pem"', 'AT+QSSLCFG="clientcert",2,"UFS:a.pem"'],
	['AT+QMTOPEN=0,"iot.example",1883', 'AT+QMTOPEN=0,"iot.example",1883'],
];

const received: readonly (readonly [line: string, shown: string])[] = [
	["OK", "OK"],
	["+CPIN: READY", "+CPIN: READY"],
	["+CME ERROR: 10", "+CME ERROR: 10"],
	["+QMTCONN: 0,0,0", "+QMTCONN: 0,0,0"],
	["+QCCID: 89860012345678901234", "+QCCID: ********************"],
	["+CIMI: 460001234567890", "+CIMI: ***************"],
	['+QICSGP: 1,"cmiot","user","word",1', '+QICSGP: 1,"cmiot","****","****",*'],
	[
		"+QICSGP: (1-15),(1-3),<APN>,<username>,<password>,(0-3)",
		"+QICSGP: (1-15),(1-3),<APN>,<username>,<password>,(0-3)",
	],
	['+QMTCFG: "aliauth","key","device","secret"', '+QMTCFG: "aliauth","***","******","******"'],
	['+QSSLCFG: "psk",0,"0102"', '+QSSLCFG: "psk",0,"****"'],
	['+QMTCFG: "keepalive",120', '+QMTCFG: "keepalive",120'],
	['AT+CPIN="1234"', 'AT+CPIN="****"'],
];

describe("Masking", () => {
	for (const [line, shown] of sent) {
		it(`shows the command ${shown}`, () => equal(new Masking().sent(line), shown));
	}

	for (const [line, shown] of received) {
		it(`shows the answer ${shown}`, () => equal(new Masking().received(line), shown));
	}

	for (const command of ["AT+CIMI", "at+cimi", "AT+CREG?;+CIMI", "AT+QCCID", "AT+ICCID"]) {
		it(`hides the bare number that answers ${command}, and no other`, () => {
			const masking = new Masking();
			masking.sent(command);
			equal(masking.received("460001234567890"), "***************");
			equal(masking.received("OK"), "OK");
			masking.sent("AT+CGSN");
			equal(masking.received("861234567890120"), "861234567890120");
		});
	}

	it("hides an ICCID with hex digits at its end", () => {
		const masking = new Masking();
		masking.sent("AT+ICCID");
		equal(masking.received("8986001234567890123F"), "********************");
	});
});
