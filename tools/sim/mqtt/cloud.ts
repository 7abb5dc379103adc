import { fromBytes, toBytes } from "../bytes.js";
import type { Configuration } from "./configuration.js";
import { hmacSha256 } from "./hmac.js";
import type { LogIn } from "./log-in.js";

/** When a OneNET token ends, seconds since 1970: as late as 32 bits can tell, because the module may not know the time [I]. */
const ONENET_END = 4_294_967_295;
const ONENET_VERSION = "2018-10-31";

/**
 * The log-in that a module computes for a cloud whose device it has been told by AT+QMTCFG (note 3.2.1, NOTES 5), by the rules
 * that the platforms publish. What AT+QMTCONN gives itself, a user or a password, is left as it is; of several clouds the first
 * one of aliauth, onenet, hwauth and hwprodid counts [I].
 *
 * @param time the module's clock, ms since 1970
 * @returns undefined when an access key is no base64, so that there is nothing to log in with
 */
export function cloudLogIn(configuration: Configuration, logIn: LogIn, time: number): LogIn | undefined {
	if (logIn.user !== undefined || logIn.password !== undefined) {
		return logIn;
	}
	const strings = (name: string) => configuration.values(name).map(String) as [string, string, string];
	const isSet = (name: string) => strings(name).some((value) => value !== "");
	if (isSet("aliauth")) {
		return alibaba(logIn.identifier, strings("aliauth"), configuration.number("ssl") === 1);
	}
	if (isSet("onenet")) {
		return oneNet(logIn.identifier, strings("onenet"));
	}
	if (isSet("hwauth")) {
		const [device, secret] = strings("hwauth");
		return huawei(device, secret, time);
	}
	if (isSet("hwprodid")) {
		// A device's identifier there is its product's and its node's, joined; a secret of the product takes the place of its own [I].
		const [product, secret, node] = strings("hwprodid");
		return huawei(`${product}_${node}`, secret, time);
	}
	return logIn;
}

/**
 * Alibaba Cloud IoT: the identifier carries how it is signed, the user is device and product, and the password signs all
 * parameters in the order of their names. `securemode` is 2 over TLS and 3 over TCP; the time may be left out.
 */
function alibaba(
	identifier: string,
	[product, device, secret]: readonly [string, string, string],
	secure: boolean,
): LogIn {
	const signed = `clientId${identifier}deviceName${device}productKey${product}`;
	return {
		identifier: `${identifier}|securemode=${secure ? 2 : 3},signmethod=hmacsha256|`,
		user: `${device}&${product}`,
		password: hex(hmacSha256(toBytes(secret), toBytes(signed))),
	};
}

/** OneNET: the identifier is the device's name, the user its product, and the password a token that is signed with the access key. */
function oneNet(identifier: string, [product, accessKey]: readonly [string, string, string]): LogIn | undefined {
	const key = fromBase64(accessKey);
	if (key === undefined) {
		return undefined;
	}
	const resource = `products/${product}/devices/${identifier}`;
	const method = "sha256";
	const signed = [ONENET_END, method, resource, ONENET_VERSION].join("\n");
	const sign = btoa(fromBytes(hmacSha256(toBytes(key), toBytes(signed))));
	const fields = { version: ONENET_VERSION, res: resource, et: String(ONENET_END), method, sign };
	const password = Object.entries(fields)
		.map(([name, value]) => `${name}=${escaped(value)}`)
		.join("&");
	return { identifier, user: product, password };
}

/**
 * Huawei IoTDA: the identifier carries the device, that it is one (0), that its time is not checked (0, `<hw_time_enable>`), and
 * the hour in UTC, which is the key that signs the secret.
 */
function huawei(device: string, secret: string, time: number): LogIn {
	const hour = new Date(time).toISOString().slice(0, 13).replace(/[-T]/g, "");
	return {
		identifier: `${device}_0_0_${hour}`,
		user: device,
		password: hex(hmacSha256(toBytes(hour), toBytes(secret))),
	};
}

function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Byte for byte what a URL may not hold as it is. */
function escaped(text: string): string {
	return text.replace(/[^\w.~-]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

function fromBase64(text: string): string | undefined {
	return /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text) ? atob(text) : undefined;
}
