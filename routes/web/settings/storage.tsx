import type { StorageUseJson } from "../../../src/schemas/admin.ts";
import { words } from "../words/words.ts";

/** The storage in use by video. */
export function StorageUse({ place, measured, video_count, total_bytes, unassigned_bytes, videos }: StorageUseJson) {
  const { settings: { storage: w }, formats: { bytes } } = words();
  return (
    <div data-part="storage" id="storage">
      <p>
        {w.inUse(video_count, total_bytes, place)}: {measured ? w.measured : w.estimated}
        {unassigned_bytes ? ` ${w.unassigned(unassigned_bytes)}` : ""}
      </p>
      {videos.length > 0 && (
        <div class="scrolls" tabindex={0} role="region" aria-label={w.byVideo}>
          <table>
            <thead>
              <tr>
                <th scope="col">{w.columns.video}</th>
                <th scope="col">{w.columns.file}</th>
                <th scope="col">{w.columns.sizes}</th>
                {measured && <th scope="col">{w.columns.captions}</th>}
                {measured && <th scope="col">{w.columns.other}</th>}
                <th scope="col">{w.columns.total}</th>
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
