/** What the owner writes about a video on its page, and what belongs to it. */
export const videoPage = {
  description: {
    title: "Description",
    add: "Add a description",
    edit: "Edit the description",
    more: "Show more",
    less: "Show less",
    help: "Web addresses become links, and times such as 1:23 jump there in the video.",
  },
};

export const videoPageScript = {
  description: {
    add: videoPage.description.add,
    edit: videoPage.description.edit,
    more: videoPage.description.more,
    less: videoPage.description.less,
  },
};
