import type { Profile } from "../profile.js";
import { note } from "./note.js";

/** An EC600S-CN as its firmware was seen to answer on a UART; where nothing was seen, the note holds. */
export const ec600s: Profile = Object.freeze({
	...note,
	name: "ec600s",
	pdpType: "IPV4V6", // AT+QIACT? of a real EC600S shows both addresses
	power: Object.freeze({ ...note.power, resetHold: 300 }), // EC800K hardware guide
	sslAliases: Object.freeze({}),
	mqtt: Object.freeze({
		...note.mqtt,
		packetTimeout: Object.freeze([1, 1200] as const), // AT+QMTCFG=? of a real EC600S
		retryTimes: Object.freeze([1, 10] as const), // same
		moreOptions: Object.freeze(["CTWing", "edit/timeout"] as const), // same; what they are at first is not known [I]
		configurationLines: Object.freeze([
			'"version",(0-5),(3,4)',
			'"pdpcid",(0-5),(1-15)',
			'"ssl",(0-5),(0,1),(0-5)',
			'"keepalive",(0-5),(0-3600)',
			'"session",(0-5),(0,1)',
			'"timeout",(0-5),(1-1200),(1-10),(0,1)',
			'"will",(0-5),(0,1),(0-2),(0,1),"willtopic","willmessage"',
			'"willex",(0-5),(0,1),(0-2),(0,1),"willtopic",(0-256)',
			'"recv/mode",(0-5),(0,1),(0,1)',
			'"send/mode",(0-5),(0,1)',
			'"onenet",(0-5),"product id","access key"',
			'"aliauth",(0-5),"product key","device name","device secret"',
			'"hwauth",(0-5),"device id","device secret"',
			'"hwprodid",(0-5),"product id","product secret","nodeid"',
			'"qmtping",(0-5),(5-60)',
			'"dataformat",(0-5),(0,1),(0,1)',
			'"view/mode",(0-5),(0,1)',
			'"CTWing",(0-5),"client_id","feature_string"',
			'"edit/timeout",(0-5),(0,1),(1-180)',
		]), // AT+QMTCFG=? of a real EC600S, in its order
		testLines: Object.freeze({
			...note.mqtt.testLines,
			"+QMTPUBEX": '+QMTPUBEX: (0-5), <msgid>,(0-2),(0,1),"topic","length"', // seen with the space on an EC800M
		}),
	}),
} as const);
