import { equal, throws } from "../support/assert.js";
import { DeliveryRig } from "../support/delivery-rig.js";

describe("Subscriptions", () => {
	it("refuse a filter for which any broker ends the connection, on each one again", () => {
		const rig = new DeliveryRig();
		for (const topic of ["a#", "a/#/b", "#/", "a+/b", "+b", "a/b+", "##", "++", "a/#+"]) {
			throws(() => rig.delivery.subscribe({ topic }), RangeError, "topic");
			throws(() => new DeliveryRig({ subscriptions: [{ topic }] }), RangeError, "topic");
		}
	});

	it("take every filter that is one", () => {
		const topics = ["#", "+", "/", "//", "+/+", "/+", "a/+/b/#", "$share/group/a/#", " ", "a b", "é/\u{1f600}/#"];
		const rig = new DeliveryRig({ subscriptions: topics.map((topic) => ({ topic })) }).connected();
		equal(rig.client.written()[0]?.items?.length, topics.length);
	});
});
