import assert from "node:assert/strict";
import { isLocalName, isPublicAddress } from "../../../src/webhooks/private_addresses.ts";
import { allowedTarget } from "../../../src/webhooks/target.ts";

const PRIVATE = [
  ...["127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
  ...["100.64.0.1", "100.127.255.255", "169.254.169.254", "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255"],
  ...["::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "64:ff9b::7f00:1"],
  ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2001::1", "[::1]"],
  ...["localhost", "", "1.2.3", "example.com"],
];
const PUBLIC = ["1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "2606:4700::1111"];

Deno.test("isPublicAddress() accepts addresses of the public internet alone", () => {
  for (const address of PRIVATE) assert(!isPublicAddress(address), address);
  for (const address of PUBLIC) assert(isPublicAddress(address), address);
});

Deno.test("isLocalName() knows the names of this machine", () => {
  for (const name of ["localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost.localdomain"]) {
    assert(isLocalName(name), name);
  }
  for (const name of ["example.com", "localhost.example.com", "notlocalhost"]) assert(!isLocalName(name), name);
});

Deno.test("allowedTarget() takes addresses of public servers by https", () => {
  const read = (url: string) => allowedTarget(url, { allowPrivate: false });
  assert.equal(read("https://example.com:8443/hooks?a=b").href, "https://example.com:8443/hooks?a=b");
  assert.throws(() => read("http://example.com"), /https, not http \(WEBHOOK_ALLOW_PRIVATE=1 allows it\)$/);
  // the ways of writing 127.0.0.1
  for (
    const host of ["127.0.0.1", "2130706433", "0x7f.1", "017700000001", "[::1]", "[::ffff:127.0.0.1]", "LocalHost"]
  ) {
    assert.throws(() => read(`https://${host}/`), /not of this machine or a private network/, host);
  }
});

Deno.test("allowedTarget() takes http and private hosts where they are allowed", () => {
  for (const url of ["http://127.0.0.1:8000/", "http://hooks.internal/", "https://[fd00::1]/"]) {
    assert.equal(allowedTarget(url, { allowPrivate: true }).href, url);
  }
});
