import { defaultOrder, type ListFilter } from "../../../src/db/videos/video_list.ts";
import { filterQuery } from "../shared/video_filters.tsx";

/** How the videos are laid out. */
export type View = "grid" | "list";

/** The query of a list's address. It leaves out default values, and puts the cursor first. */
export function listQuery(
  { text, status, language, sort = "created", order = defaultOrder(sort), ...filter }: ListFilter,
  more: { cursor?: string; view?: View } = {},
): string {
  const query = new URLSearchParams();
  if (more.cursor) query.set("cursor", more.cursor);
  if (text) query.set("q", text);
  if (status) query.set("status", status);
  if (language) query.set("language", language);
  for (const [name, value] of Object.entries(filterQuery(filter))) query.set(name, value);
  if (sort !== "created") query.set("sort", sort);
  if (order !== defaultOrder(sort)) query.set("order", order);
  if (more.view) query.set("view", more.view);
  return query.size > 0 ? `?${query}` : "";
}

/** The address of a list. */
export function listHref(filter: ListFilter, more: { cursor?: string; view?: View } = {}): string {
  return `/${listQuery(filter, more)}`;
}
