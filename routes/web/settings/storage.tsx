import type { StorageUseJson } from "../../../src/schemas/admin.ts";
import { bytes, count } from "../shared/format.ts";

/** The storage in use by video. */
export function StorageUse({ place, measured, video_count, total_bytes, unassigned_bytes, videos }: StorageUseJson) {
  return (
    <div data-part="storage" id="storage">
      <p>
        {count(video_count, "video")}, {bytes(total_bytes)} in {place}
        {measured ? ", every object counted" : ": uploaded files and sizes, as the database knows them"}.
        {unassigned_bytes
          ? ` Besides, ${bytes(unassigned_bytes)} belong to no video: uploads, or what is deleted soon.`
          : ""}
      </p>
      {videos.length > 0 && (
        <div class="scrolls" tabindex={0} role="region" aria-label="Storage by video">
          <table>
            <thead>
              <tr>
                <th scope="col">video</th>
                <th scope="col">file</th>
                <th scope="col">sizes</th>
                {measured && <th scope="col">captions</th>}
                {measured && <th scope="col">other</th>}
                <th scope="col">total</th>
              </tr>
            </thead>
            <tbody>
              {videos.map((video) => (
                <tr>
                  <th scope="row">
                    <a href={`/videos/${video.id}`}>{video.title}</a>
                  </th>
                  <td>{bytes(video.source_bytes)}</td>
                  <td>{bytes(video.rendition_bytes)}</td>
                  {measured && <td>{bytes(video.caption_bytes ?? 0)}</td>}
                  {measured && <td>{bytes(video.other_bytes ?? 0)}</td>}
                  <td>{bytes(video.total_bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
