import assert from "node:assert/strict";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { ConfigError } from "../../../../src/core/errors.ts";

const HOME = "/home/ada";

Deno.test("readConfig() puts data and models into the XDG data folder", () => {
  const config = readConfig({ HOME });
  assert.equal(config.dataDir, "/home/ada/.local/share/streamforge");
  assert.equal(config.modelsDir, "/home/ada/.local/share/streamforge/models");
  assert.equal(readConfig({ HOME, XDG_DATA_HOME: "/data" }).dataDir, "/data/streamforge");
  assert.equal(readConfig({ HOME, DATA_DIR: "/srv/sf/" }).cacheDir, "/srv/sf/cache");
});

Deno.test("readConfig() takes an empty variable as one that is not set", () => {
  const config = readConfig({ HOME, PORT: "", DATABASE_URL: " ", OWNER_TOKEN: "" });
  assert.equal(config.port, 8000);
  assert.equal(config.databaseUrl, null);
  assert.equal(config.ownerToken, null);
});

Deno.test("readConfig() looks for ffprobe beside ffmpeg", () => {
  assert.equal(readConfig({ HOME, FFMPEG_PATH: "/opt/ffmpeg-8/bin/ffmpeg" }).ffprobePath, "/opt/ffmpeg-8/bin/ffprobe");
  assert.equal(readConfig({ HOME, FFMPEG_PATH: "/opt/bin/ffmpeg7" }).ffprobePath, "/opt/bin/ffprobe7");
  assert.equal(readConfig({ HOME, FFMPEG_PATH: "/opt/bin/avtool" }).ffprobePath, "/opt/bin/ffprobe");
});

Deno.test("a wrong setting names the variable, what it held and what it may hold", () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ PORT: "eighty" }, /PORT is "eighty": it must be a whole number from 0 to 65535/],
    [{ PORT: "70000" }, /PORT is "70000"/],
    [{ PORT: "-1" }, /PORT is "-1"/],
    [{ DATA_DIR: "data" }, /DATA_DIR is "data": it must be an absolute path/],
    [{ MODELS_DIR: "./m" }, /MODELS_DIR/],
    [{ DATABASE_URL: "mysql://u:secret@x" }, /^DATABASE_URL must be a URL such as postgres:(?!.*secret)/],
    [{ DATABASE_URL: "postgres://u:secret@x:port/db" }, /^DATABASE_URL must be a URL such as postgres:(?!.*secret)/],
    [{ MAX_UPLOAD_BYTES: "1GB" }, /MAX_UPLOAD_BYTES is "1GB"/],
    [{ WORK_CONCURRENCY: "0" }, /WORK_CONCURRENCY is "0": it must be a whole number from 1/],
    [{ WHISPER_THREADS: "1.5" }, /WHISPER_THREADS is "1.5"/],
    [{ MODEL_IDLE_SECONDS: "soon" }, /MODEL_IDLE_SECONDS/],
    [{ WHISPER_PRECISION: "int4" }, /WHISPER_PRECISION is "int4": it must be one of auto, int8, float16, float32/],
    [{ WHISPER_DEVICE: "gpu" }, /WHISPER_DEVICE is "gpu": it must be one of auto, cpu, cuda/],
    [{ KEEP_ORIGINAL: "no" }, /KEEP_ORIGINAL is "no": it must be one of 0, 1/],
    [{ LOG_LEVEL: "loud" }, /LOG_LEVEL is "loud": it must be one of debug, info, warn, error/],
    [{ HF_ENDPOINT: "mirror" }, /HF_ENDPOINT is "mirror": it must be a URL/],
    [
      { HF_ENDPOINT: "http://u:p@mirror.lan/hf" },
      /^HF_ENDPOINT leads to mirror\.lan over plain http: weights come over/,
    ],
    [{ HF_ENDPOINT: "http://localhost.example.com" }, /over plain http/],
    [{ HF_ENDPOINT: "http://127.0.0.1@example.com" }, /over plain http/],
    [{ ONNXRUNTIME_DIR: "lib" }, /ONNXRUNTIME_DIR is "lib": it must be an absolute path/],
    [{ PUBLIC_URL: "video.example.com" }, /PUBLIC_URL is "video.example.com": it must be a URL such as https/],
    [{ PUBLIC_URL: "https://u:p@example.com" }, /PUBLIC_URL/],
    [{ PUBLIC_URL: "https://example.com/a?b" }, /PUBLIC_URL/],
    [{ PUBLIC_URL: "https://example.com/api/x" }, /PUBLIC_URL.*does not begin as a path of this server/],
    [{ TRUSTED_PROXIES: "loopback, nginx" }, /TRUSTED_PROXIES holds "nginx": it must be addresses, networks such as/],
    [{ TRUSTED_PROXIES: "10.0.0.0/33" }, /TRUSTED_PROXIES holds "10.0.0.0\/33"/],
    [{ TRANSLATE_URL: "ollama" }, /TRANSLATE_URL/],
    [{ TRANSLATE_URL: "http://ollama:11434/v1" }, /TRANSLATE_URL is set without TRANSLATE_MODEL: name a model/],
    [{ LIBRETRANSLATE_KEY: "a b" }, /LIBRETRANSLATE_KEY/],
    [
      { LIBRETRANSLATE_URL: "http://libre?api_key=abc" },
      /^LIBRETRANSLATE_URL has a "\?" or "#": it must be a URL such as/,
    ],
    [{ WATCH_DIR: "shows" }, /WATCH_DIR is "shows": it must be an absolute path/],
    [
      { ANALYSES: "sound_quality, taste" },
      /ANALYSES is "sound_quality, taste": it must be all, none, or some of sound_/,
    ],
    [{ WATCH_MODE: "both" }, /WATCH_MODE is "both": it must be one of library, sidecar/],
    [{ WATCH_AFTER: "move" }, /WATCH_AFTER is "move": it must be one of keep, delete/],
    [{ OWNER_TOKEN: "two words" }, /OWNER_TOKEN may hold visible ASCII characters only/],
  ];
  for (const [env, message] of wrong) {
    assert.throws(
      () => readConfig({ HOME, ...env }),
      (error) => error instanceof ConfigError && message.test(error.message),
    );
  }
});
