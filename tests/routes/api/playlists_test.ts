import assert from "node:assert/strict";
import { withTimestampMap, writeMasterPlaylist, writeSubtitlePlaylist } from "../../../routes/api/playlists.ts";

const wide = { name: "720p", bandwidth: 2_000_000, codecs: "avc1.64001f,mp4a.40.2", width: 1280, height: 720 };
const sound = { name: "source", bandwidth: 96_000, codecs: "mp4a.40.2", width: null, height: null };

Deno.test("writeMasterPlaylist() lists sizes and tracks with relative addresses", () => {
  const text = writeMasterPlaylist([wide], [{ language: "es", label: 'espa"ñol', uri: "subtitles/es.m3u8" }]);
  assert.equal(
    text,
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="español",LANGUAGE="es",DEFAULT=YES,AUTOSELECT=YES,FORCED=NO,URI="subtitles/es.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,SUBTITLES="subs"
hls/720p/index.m3u8
`,
  );
});

Deno.test("writeMasterPlaylist() of audio without captions has neither sizes nor subtitles", () => {
  const text = writeMasterPlaylist([sound], []);
  assert.match(text, /^#EXT-X-STREAM-INF:BANDWIDTH=96000,CODECS="mp4a\.40\.2"$/m);
  assert.doesNotMatch(text, /SUBTITLES|RESOLUTION/);
});

Deno.test("writeSubtitlePlaylist() is one segment as long as the media", () => {
  const text = writeSubtitlePlaylist(12.3456, "en.vtt?revision=r");
  assert.match(text, /^#EXT-X-TARGETDURATION:13$/m);
  assert.match(text, /^#EXTINF:12\.346,\nen\.vtt\?revision=r\n#EXT-X-ENDLIST$/m);
  assert.match(writeSubtitlePlaylist(0, "x"), /#EXTINF:0\.001,/);
});

Deno.test("withTimestampMap() adds its line to the header block, directly after the first line", () => {
  assert.equal(
    withTimestampMap("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", 0),
    "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n00:01.000 --> 00:02.000\nHi\n",
  );
  assert.match(
    withTimestampMap("WEBVTT - title\r\n\r\n", 0.08),
    /^WEBVTT - title\nX-TIMESTAMP-MAP=LOCAL:00:00:00\.000,MPEGTS:7200\n\r\n/,
  );
});
