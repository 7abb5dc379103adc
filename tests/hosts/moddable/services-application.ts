// An application that does what network set-up does on other hosts: waits for the interfaces, asks for the time and sets the clock;
// and looks a name up in both shapes.
import device from "embedded:provider/builtin";
import config from "mc/config";

const { resolver } = device.network.dns;
const dns = new resolver.io({ ...resolver });

function lookUp(): void {
	dns.resolve({ host: config.host }, (error, address, host) => {
		trace(`standard ${error} ${address} ${host}\n`);
		dns.resolve({
			host: "nobody.test",
			onResolved: (host, address) => trace(`resolved ${host} ${address}\n`),
			onError(host) {
				trace(`error ${host}\n`);
				this.close();
				trace("ended\n");
			},
		});
	});
}

const { LTE0 } = device.network.interface;
const connection = new LTE0.io({
	...LTE0,
	onChanged(name) {
		trace(`${name} ${this.connection}\n`);
		if (this.connection < 500) return;
		trace(`${/^10\./.test(this.address ?? "")} ${(this.RSSI ?? 0) < 0} ${this.MAC}\n`);
		this.close();
		const { client } = device.network.ntp;
		const ntp = new client.io({ ...client, servers: ["time.test"] });
		ntp.getTime((error, time) => {
			trace(`time ${error} ${new Date(time ?? 0).getUTCFullYear()}\n`);
			ntp.close();
			const clock = new device.rtc.io({ ...device.rtc });
			trace(`clock ${clock.time}\n`);
			clock.time = time ?? 0;
			trace(`clock ${new Date(clock.time ?? 0).getUTCFullYear()}\n`);
			clock.close();
			lookUp();
		});
	},
});
connection.connect({});
