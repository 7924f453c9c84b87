import assert from "node:assert/strict";
import { connectionsFor, countedAddress, fileLimit } from "../../../src/door/limits.ts";

Deno.test("connections are counted by the address or prefix of one internet customer", () => {
  const counted: [hostname: string, expected: string | null][] = [
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["172.32.0.1", "172.32.0.1"],
    ["100.128.0.1", "100.128.0.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["64:ff9b::cb00:7107", "203.0.113.7"], // IPv4 through NAT64
    ["64:ff9b::cb00:7108", "203.0.113.8"],
    ["2001:db8::6", "2001:db8:0:0::/64"],
    ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ];
  for (const [hostname, expected] of counted) assert.equal(countedAddress(hostname), expected, hostname);
  const near = ["127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "172.17.0.1", "169.254.1.1", "100.64.0.1"];
  for (const hostname of [...near, "::ffff:127.0.0.1", "fd00::1", "fc12::1", "fe80::1%eth0"]) {
    assert.equal(countedAddress(hostname), null, `${hostname}: a reverse proxy may be there`);
  }
});

Deno.test("connections stay below the limit of open files", () => {
  for (const files of [64, 256, 512, 1024, 4096, 20_000, 1_048_576, Infinity]) {
    const connections = connectionsFor(files);
    assert(connections >= 1 && connections * 4 < files, `${files}: ${connections}`);
  }
  assert.equal(connectionsFor(1024), 192);
  assert.equal(connectionsFor(Infinity), 10_000);
  assert(fileLimit() >= 64);
});
