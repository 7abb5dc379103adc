// `xs-quectel/conformance`: what the clauses of ECMA-419 say, as suites for any class that claims to keep them. They call
// `describe` and `it` as mocha and most others have them.
export { resolverSuite } from "./dns/resolver.js";
export type { MakeSubject as MakeResolverSubject } from "./dns/subject.js";
export { directorySuite as filesDirectorySuite } from "./files/directory.js";
export { fileSuite as filesFileSuite } from "./files/file.js";
export type { FilesSubject, MakeSubject as MakeFilesSubject } from "./files/subject.js";
export { interfaceSuite } from "./interface/interface.js";
export type { MakeSubject as MakeInterfaceSubject } from "./interface/subject.js";
export { type ListenerSubject, listenerSuite } from "./listener/suite.js";
export {
	bringUpSuite as modemBringUpSuite,
	payloadSuite as modemPayloadSuite,
	restartSuite as modemRestartSuite,
} from "./modem/bring-up.js";
export type { MakeModemSubject, ModemSubject } from "./modem/subject.js";
export { closeSuite as mqttCloseSuite } from "./mqtt/close.js";
export { constructorSuite as mqttConstructorSuite } from "./mqtt/constructor.js";
export { orderSuite as mqttOrderSuite } from "./mqtt/order.js";
export type { MakeSubject as MakeMQTTSubject, MQTTSubject } from "./mqtt/subject.js";
export { transferSuite as mqttTransferSuite } from "./mqtt/transfer.js";
export { ntpSuite } from "./ntp/client.js";
export type { MakeSubject as MakeNTPSubject } from "./ntp/subject.js";
export { rtcSuite } from "./rtc/clock.js";
export type { MakeSubject as MakeRTCSubject } from "./rtc/subject.js";
export { closeSuite as tcpCloseSuite } from "./tcp/close.js";
export { constructorSuite as tcpConstructorSuite } from "./tcp/constructor.js";
export type { MakeSubject as MakeTCPSubject } from "./tcp/subject.js";
export { transferSuite as tcpTransferSuite } from "./tcp/transfer.js";
export { type TLSSubject, tlsSuite } from "./tls/suite.js";
export { type UDPSubject, udpSuite } from "./udp/suite.js";
