import { costText, noCosts } from "../../../tools/hil/costs.js";
import { writeHTML } from "../../../tools/hil/report-html.js";
import { escapeXML, writeJUnit } from "../../../tools/hil/report-junit.js";
import type { HilResult } from "../../../tools/hil/result.js";
import { equal, ok } from "../../support/assert.js";

const run: HilResult = {
	place: "/dev/ttyUSB0, 115200 baud",
	identity: ["Quectel", "EC600S", "Revision: <1>"],
	began: "2026-01-02T03:04:05.678Z",
	duration: 2000,
	recovery: [],
	tests: [
		{ suite: "a", title: 'one & "two"', state: "passed", message: undefined, start: 0, end: 500 },
		{ suite: "a", title: "breaks", state: "failed", message: "<b> should be\n\u0001c", start: 500, end: 1500 },
		{ suite: "b", title: "all of it", state: "skipped", message: "needs a broker", start: 0, end: 0 },
	],
	estimate: { ...noCosts, connections: 2, dataOut: 1500 },
	costs: { ...noCosts, connections: 3, messages: 2, bytesOut: 30, bytesIn: 40 },
	suites: [
		{
			suite: "a",
			estimate: { ...noCosts, connections: 2, dataOut: 1500 },
			costs: { ...noCosts, connections: 1, messages: 2, bytesOut: 20, bytesIn: 30 },
		},
	],
	traffic: [
		{ time: 100, sender: "host", text: "AT<script>" },
		{ time: 600, sender: "module", text: "OK" },
	],
	problem: undefined,
};

describe("Reports of xs-quectel hil", () => {
	it("are XML whatever a test says", () => {
		equal(escapeXML("<a b=\"c\" d='e'>&\0"), "&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;\uFFFD");
		equal(
			writeJUnit(run),
			`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="xs-quectel hil" tests="3" failures="1" errors="0" skipped="1" time="2.000">
	<testsuite name="a" tests="2" failures="1" errors="0" skipped="0" time="1.500" timestamp="2026-01-02T03:04:05.678Z">
		<properties>
			<property name="estimate.connections" value="2"/>
			<property name="estimate.sockets" value="0"/>
			<property name="estimate.handshakes" value="0"/>
			<property name="estimate.messages" value="0"/>
			<property name="estimate.restarts" value="0"/>
			<property name="estimate.dataOut" value="1500"/>
			<property name="estimate.dataIn" value="0"/>
			<property name="cost.connections" value="1"/>
			<property name="cost.sockets" value="0"/>
			<property name="cost.handshakes" value="0"/>
			<property name="cost.messages" value="2"/>
			<property name="cost.restarts" value="0"/>
			<property name="cost.dataOut" value="0"/>
			<property name="cost.dataIn" value="0"/>
			<property name="cost.bytesOut" value="20"/>
			<property name="cost.bytesIn" value="30"/>
		</properties>
		<testcase classname="a" name="one &#38; &#34;two&#34;" time="0.500"/>
		<testcase classname="a" name="breaks" time="1.000"><failure message="&#60;b&#62; should be">&#60;b&#62; should be
\uFFFDc</failure></testcase>
	</testsuite>
	<testsuite name="b" tests="1" failures="0" errors="0" skipped="1" time="0.000" timestamp="2026-01-02T03:04:05.678Z">
		<testcase classname="b" name="all of it" time="0.000"><skipped message="needs a broker"/></testcase>
	</testsuite>
</testsuites>
`,
		);
	});

	it("say so when a run did not come to its end, though nothing failed", () => {
		const cut = { ...run, tests: run.tests.slice(0, 1), problem: "the wire is gone" };
		ok(writeJUnit(cut).includes('tests="2" failures="0" errors="1"'));
		ok(writeJUnit(cut).includes('<error message="the wire is gone"/>'));
		ok(writeHTML(cut).includes('<h1>xs-quectel hil: <span class="failed">failed</span></h1>'));
	});

	it("tell what was to be paid and what was, of the whole and of each suite", () => {
		const page = writeHTML(run);
		ok(page.includes("<th>was to cost</th><td>2 connections to a broker, 1.5 kB out</td>"));
		ok(page.includes("<th>has cost</th><td>3 connections to a broker, 2 messages published</td>"));
		ok(page.includes("<th>on the wire</th><td>30 bytes to the module and 40 from it</td>"));
		const [, a = "", b = ""] = page.split("<h2>");
		ok(
			a.includes(
				"<p>was to cost 2 connections to a broker, 1.5 kB out<br>has cost 1 connection to a broker, 2 messages",
			),
		);
		// It was not run.
		ok(!b.includes("cost"));
		equal(costText(noCosts), "nothing");
	});

	it("show each test with the traffic of its time, and nothing as markup", () => {
		const page = writeHTML(run);
		ok(!page.includes("<script") && !page.includes("<b> should"));
		const [, first = "", second = "", third = ""] = page.split("<details").slice(1);
		ok(first.includes("AT&#60;script&#62;") && !first.includes("OK"));
		ok(second.startsWith(" open") && second.includes("&lt; OK"));
		ok(third.includes("needs a broker"));
		equal(page.match(/<rect [^>]*height="10"/g)?.length, 3);
	});
});
