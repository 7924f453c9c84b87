// Made by ./sf client from /openapi.json. Do not edit.

export interface paths {
    "/api/admin/analyses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts the videos that lack each kind of analysis
         * @description Videos from before a kind was there, or whose analysis failed; not those whose captions are being made.
         */
        get: operations["listMissingAnalyses"];
        put?: never;
        /**
         * Makes analyses of all videos that lack them
         * @description Their jobs run after all others. Videos that are being changed are waited for.
         */
        post: operations["queueMissingAnalyses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/defaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows what new videos get by default */
        get: operations["getDefaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes the model, and what new videos get by default
         * @description For videos whose upload names nothing else; present ones stay as they are.
         */
        patch: operations["updateDefaults"];
        trace?: never;
    };
    "/api/admin/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the jobs that run, wait, have failed or were cancelled */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the workers to cancel a job */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queues a failed or cancelled job again */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists models with the machines that have them */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/models/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a model from the workers that have it */
        delete: operations["removeModel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/models/{name}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Downloads a model to the workers that lack it */
        post: operations["downloadModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the browsers in which the owner is signed in */
        get: operations["listOwnerSessions"];
        put?: never;
        post?: never;
        /**
         * Ends all sessions of the owner but the one that asks
         * @description The cookies of those browsers are worth nothing from then on. The token stays valid.
         */
        delete: operations["endOwnerSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session of the owner */
        delete: operations["endOwnerSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the configuration of this server, without secrets */
        get: operations["listSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the storage in use by video */
        get: operations["getStorageUse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows versions, devices and sandboxes */
        get: operations["getSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The changes of all videos in the viewer's list
         * @description Server-sent events: `library` first, with the newest videos; then `video` for each new or changed one, and `removed` with the id of each that is deleted or no longer listed.
         */
        get: operations["followLibrary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/hearing/references": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sounds that a report can be compared with */
        get: operations["getReferenceReports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/playlists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists playlists
         * @description One's own, and then the public ones of others, each the last changed first, and 200 of each at most.
         */
        get: operations["listPlaylists"];
        put?: never;
        /** Makes a playlist */
        post: operations["createPlaylist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/playlists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows a playlist with those of its videos that one may watch
         * @description Unlisted videos are shown in playlists of their own owner, and to who may change the playlist.
         */
        get: operations["getPlaylist"];
        put?: never;
        post?: never;
        /** Deletes a playlist; its videos stay */
        delete: operations["deletePlaylist"];
        options?: never;
        head?: never;
        /** Changes the title or the visibility of a playlist */
        patch: operations["updatePlaylist"];
        trace?: never;
    };
    "/api/playlists/{id}/videos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts a video into a playlist
         * @description Once: if it is there, it stays where it is, or moves to `before`.
         */
        post: operations["addPlaylistVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/playlists/{id}/videos/{video}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a video out of a playlist */
        delete: operations["removePlaylistVideo"];
        options?: never;
        head?: never;
        /** Moves a video within a playlist */
        patch: operations["movePlaylistVideo"];
        trace?: never;
    };
    "/api/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one has watched, the latest first
         * @description Only videos that one may see.
         */
        get: operations["listWatchProgress"];
        put?: never;
        post?: never;
        /** Forgets all that one has watched */
        delete: operations["deleteAllWatchProgress"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds moments by what is said: by words, by meaning, or both
         * @description In all videos that the viewer may see. Word forms are found too; a phrase in quotes only as it is. Where nothing has the words, mistyped ones are replaced by the nearest that the viewer can find. Captions in English are also found by what they mean, once the analysis `meaning` has read them.
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["getSession"];
        put?: never;
        /**
         * Begins the session of a Supabase user in this browser
         * @description Only pages of this server may do this. Other programs send the access token as a Bearer token.
         */
        post: operations["beginSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream/{id}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The MP4 of at most a size
         * @description The largest that is not above the size; if all are, the smallest. `X-Rendition` names it.
         */
        get: operations["getMp4"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream/{id}/hls/{rendition}/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A playlist or segment that the master playlist names */
        get: operations["getHlsFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream/{id}/master.m3u8": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The HLS playlist of all sizes, with subtitles */
        get: operations["getMasterPlaylist"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream/{id}/subtitles/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A subtitle playlist or segment that the master playlist names */
        get: operations["getSubtitleFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream/{id}/thumbnail.jpg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The poster
         * @description A person's choice, else the best candidate, else the frame at a tenth of the length, which is JPEG alone.
         */
        get: operations["getThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream/{id}/thumbnail.webp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The poster as WebP, where there is one
         * @description A person's choice, else the best candidate, else the frame at a tenth of the length, which is JPEG alone.
         */
        get: operations["getThumbnailWebp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Creates an upload
         * @description A tus client does this: it creates the upload, sends the bytes by PATCH, and after a cut asks by HEAD how much has come. OPTIONS says which extensions and what size the server takes.
         */
        post: operations["createUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Answers 404: an upload is not for reading */
        get: operations["readUpload"];
        put?: never;
        post?: never;
        /** Gives up an upload */
        delete: operations["deleteUpload"];
        options?: never;
        /**
         * Tells how much of an upload has come
         * @description Once the upload is whole it has become a video, and `X-Video-Id` names it.
         */
        head: operations["getUploadOffset"];
        /**
         * Sends the next bytes of an upload
         * @description After the last byte the file is checked: it has become a video (`X-Video-Id`), or is none (415).
         */
        patch: operations["appendToUpload"];
        trace?: never;
    };
    "/api/videos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists videos
         * @description Anonymous viewers get the public ones, users their own too, administrators all. The newest are first by default.
         */
        get: operations["listVideos"];
        put?: never;
        /**
         * Uploads a video in one request
         * @description The body is the file itself, as `curl -T` sends it. Large files better come by `/api/uploads`.
         */
        post: operations["uploadVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a video with its sizes, jobs and caption tracks */
        get: operations["getVideo"];
        put?: never;
        post?: never;
        /** Deletes a video with its files, or hides it first */
        delete: operations["deleteVideo"];
        options?: never;
        head?: never;
        /** Changes the title, description, language, visibility, tags or chapters of a video */
        patch: operations["updateVideo"];
        trace?: never;
    };
    "/api/videos/{id}/analyses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was found out about a video after its captions, and how far the rest is */
        get: operations["listAnalyses"];
        put?: never;
        /** Runs an analysis of a video again */
        post: operations["runAnalysis"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is computed of Whisper's attention */
        get: operations["getAttention"];
        put?: never;
        /** Computes what Whisper attends to at a moment */
        post: operations["requestAttention"];
        /** Stops the computation */
        delete: operations["stopAttention"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/attention/data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The figures of a window */
        get: operations["getAttentionData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The captions as SRT, or as WebVTT for a <track>
         * @description While the first captions are being written, WebVTT has the cues so far, and the others are 404.
         */
        get: operations["getCaptions"];
        /**
         * Makes or replaces the uploaded captions of a language
         * @description The body is a file with times: SubRip, WebVTT, ASS, TTML, SBV, MicroDVD, LRC or JSON, by its content or its Content-Type. Captions that were made by Whisper stay beside it.
         */
        put: operations["uploadCaptions"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions.ass": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The captions as ASS
         * @description While the first captions are being written, WebVTT has the cues so far, and the others are 404.
         */
        get: operations["getCaptionsAss"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The captions as JSON
         * @description While the first captions are being written, WebVTT has the cues so far, and the others are 404.
         */
        get: operations["getCaptionsJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions.sbv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The captions as SBV
         * @description While the first captions are being written, WebVTT has the cues so far, and the others are 404.
         */
        get: operations["getCaptionsSbv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions.srt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The captions as SRT
         * @description While the first captions are being written, WebVTT has the cues so far, and the others are 404.
         */
        get: operations["getCaptionsSrt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions.ttml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The captions as TTML
         * @description While the first captions are being written, WebVTT has the cues so far, and the others are 404.
         */
        get: operations["getCaptionsTtml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions.txt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The captions as TXT
         * @description While the first captions are being written, WebVTT has the cues so far, and the others are 404.
         */
        get: operations["getCaptionsTxt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions.vtt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The captions as VTT
         * @description While the first captions are being written, WebVTT has the cues so far, and the others are 404.
         */
        get: operations["getCaptionsVtt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transcribes again
         * @description Fields may also be in the query. What a person edited is kept.
         */
        post: operations["regenerateCaptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions/sound-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes the music that was found into all captions of a video, where they have no cue */
        post: operations["captionSoundEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the captions are */
        get: operations["getCaptionStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/captions/translate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What captions can be translated into, and how far it is */
        get: operations["getTranslationChoices"];
        put?: never;
        /**
         * Translates captions, or renews a translation
         * @description The translation is a caption track with the cues' own times. Of one that exists only changed cues are translated again, and what a person edited stays.
         */
        post: operations["translateCaptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/chapters.vtt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The chapters: the file's, those that were found, or a person's */
        get: operations["getChapters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/editors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who edits the captions of a video now */
        get: operations["listEditors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The changes of one video
         * @description Server-sent events: `video` with the video as `getVideo` answers it, and `captions` with the answer of `getCaptionStatus` and `cue_count`, at once and at each change; for those who may change the video `editors` with the answer of `listEditors`; `gone` is the last one.
         */
        get: operations["followVideo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a file of a video with its captions
         * @description As streams that players can turn on, or burned into the picture. The file is kept for a day.
         */
        post: operations["exportVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/exports/{export}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a file with captions is, and where */
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/exports/{export}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of a video with its captions */
        get: operations["getExportFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replaces the file of a video
         * @description The body is the new file. The earlier one is played until the new one can be; if that fails, it stays, and `notices` says why. Id, title, captions and links stay: `notices` says that captions are of the earlier file, and `captions/regenerate` makes them again without losing edits. A second request takes the place of one that is still being prepared.
         */
        put: operations["replaceVideoFile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/hearing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be heard in a video, or how far that report is */
        get: operations["getAudioReport"];
        put?: never;
        /** Makes the audio report of a video */
        post: operations["requestAudioReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/hearing/mel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log-mel spectrogram as bytes */
        get: operations["getSpectrogram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/hearing/peaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The waveform as bytes */
        get: operations["getWaveform"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far one has watched a video */
        get: operations["getWatchProgress"];
        /**
         * Keeps where one is in a video
         * @description Pages do so every 10 s at most, when the video is paused, and when the page is left.
         */
        put: operations["putWatchProgress"];
        post?: never;
        /** Forgets how far one has watched a video */
        delete: operations["deleteWatchProgress"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds what is said in other videos that is near in meaning
         * @description In the videos that are listed for the viewer, once the analysis `meaning` has read their captions.
         */
        get: operations["getRelatedMoments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/speakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Gives speakers names, in all captions of a video; two of the same name become one */
        patch: operations["nameSpeakers"];
        trace?: never;
    };
    "/api/videos/{id}/storyboard.jpg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A sheet of preview pictures */
        get: operations["getStoryboardSheet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/storyboard.vtt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Times and places of the preview pictures
         * @description WebVTT whose cues point to areas of the sheets.
         */
        get: operations["getStoryboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Chooses the picture that stands for a video: a candidate, or the frame at a time */
        put: operations["chooseThumbnail"];
        post?: never;
        /** Takes a person's choice away: the best candidate stands for the video again */
        delete: operations["unchooseThumbnail"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/thumbnail/picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Makes a picture the one that stands for a video
         * @description The body is the file: JPEG, PNG or WebP, at most 10 MB. Its pixels are kept, and nothing else of it.
         */
        put: operations["uploadThumbnail"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/thumbnails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The picture that stands for a video, and the candidates that were found */
        get: operations["listThumbnails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/thumbnails/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture of a candidate */
        get: operations["getThumbnailCandidate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caption tracks: one for each language, kind and name */
        get: operations["listTracks"];
        put?: never;
        /** Adds a track */
        post: operations["createTrack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A track with all cues of its current revision */
        get: operations["getTrack"];
        /**
         * Saves cues as a new revision
         * @description With `Prefer: return=minimal` the answer is 204: the revision's id is in `ETag`, without the cues.
         */
        put: operations["saveTrack"];
        post?: never;
        /** Deletes a track */
        delete: operations["deleteTrack"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/align": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Times a script against the sound */
        post: operations["alignScript"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/align/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the timing of a script is */
        get: operations["getAlignment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cues that this user has edited and not saved yet */
        get: operations["getDraft"];
        /** Keeps cues that are not saved yet */
        put: operations["saveDraft"];
        post?: never;
        /** Drops the draft of this user */
        delete: operations["deleteDraft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/editors/{editor}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Tells others where an editor is
         * @description Others see it for 15 s: an open editor says it again every 5 s.
         */
        put: operations["noteEditor"];
        post?: never;
        /** Tells others that an editor was closed */
        delete: operations["removeEditor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replaces the cues of a track by a file
         * @description The body is the file. A script, which has no times, is timed against the sound by a job.
         */
        post: operations["importCaptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an older revision current again, as a new one */
        post: operations["restoreRevision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history of a track */
        get: operations["listRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/revisions/{rev}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An older revision of a track */
        get: operations["getRevision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/revisions/{rev}/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed since another revision */
        get: operations["getDifference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/stretch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Captions a stretch again, or finds the times of a text in it
         * @description The track is not changed: the job's state has the cues.
         */
        post: operations["captionStretch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/stretch/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the captions of a stretch are, and its cues */
        get: operations["getStretch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/tracks/{track}/translation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A translation beside its original, cue by cue */
        get: operations["getTranslation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/undelete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings back a video that is only hidden */
        post: operations["undeleteVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Changes, captions or deletes several videos, each by itself
         * @description The answer is 200 even if some or all failed: `results` has the error of each. The others are done.
         */
        post: operations["changeVideos"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The files of several videos as one ZIP file
         * @description Of each the uploaded file, for those who may change the video and while it is kept, else its largest size; and its captions in each language. Nothing is compressed, and no size is too large (Zip64). A video without such a file is named in `Not included.txt`; if none has one, the answer is 404.
         */
        get: operations["downloadVideos"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists your webhooks
         * @description Those of the server for an administrator, for others their own.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Adds a webhook
         * @description An administrator's gets the events of all videos, another user's those of their own.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Deletes a webhook with its deliveries */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /** Changes a webhook, or switches it on or off */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the deliveries to a webhook
         * @description Those that ended are kept for 30 days.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries/{delivery}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a delivery with what was sent and answered */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries/{delivery}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a delivery again
         * @description With the same id and body, now, whether it was delivered, waits or was given up.
         */
        post: operations["resendWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the secret; both sign for a day */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the secret that verifies signatures */
        get: operations["getWebhookSecret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a test event to a webhook
         * @description The event webhook.test is sent once, and not tried again.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/asr": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes down what is said in a file, as whisper-asr-webservice does */
        post: operations["transcribeFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/detect-language": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Detects the language at the beginning of a file, as whisper-asr-webservice does */
        post: operations["detectLanguage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the server runs
         * @description It needs no database, so that no supervisor restarts the server for a fault of the database.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oembed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How to show a video on another page
         * @description oEmbed (oembed.com) for unlisted and public videos.
         */
        get: operations["getOembed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenApiDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the server can take work
         * @description 503 where the database is away, the storage is gone or the disk is full.
         */
        get: operations["getReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Signs a browser in by the sign-in link
         * @description Without a token it is the page that explains how to sign in.
         */
        get: operations["signIn"];
        put?: never;
        /**
         * Signs a browser in by the token that was typed
         * @description Only pages of this server may do this.
         */
        post: operations["signInByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signs a browser out
         * @description Only pages of this server may do this.
         */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audio/transcriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes down what is said in a file */
        post: operations["createTranscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audio/translations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same, translated into English */
        post: operations["createTranslation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the models at hand */
        get: operations["listOpenAiModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a model */
        get: operations["getOpenAiModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/videos/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries again what failed: the whole video, or the sizes that could not be made */
        post: operations["retryVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A job of a video that waits or runs. */
        ActiveJob: {
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description Such as transcode_video, caption_video, transcode_renditions.
             * @example caption_video
             */
            kind: string;
            /**
             * @description How far it is, from 0 to 1.
             * @example 0.42
             */
            progress: number;
            /**
             * @description What it does now, in a word or two.
             * @example transcribing
             */
            stage: string | null;
            started_at: string | null;
            /**
             * @description Only queued and running here.
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "dead" | "cancelled";
        };
        /** @description A video for a playlist: at the end, unless it says otherwise. */
        AddedVideo: {
            /**
             * @description The video that it comes before; null: the end.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            before?: string | null;
            /**
             * @description The id of the video.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            video: string;
        };
        /** @description A script to time against the sound. */
        Align: {
            /**
             * @description The revision that the change is based on: if another one is current, the answer is 409.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            base_revision: string;
            /**
             * @description What is spoken, in order.
             * @example The old gardener planted beans.
             */
            text: string;
        };
        /** @description A job times the script. */
        Aligning: {
            job: components["schemas"]["QueuedJob"];
            /**
             * @description GET there shows how far it is.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/tracks/9kQ2vZ7xTqWc1YbN3mR5sA/align/1
             */
            status_url: string;
        };
        /** @description How far the timing of a script is. */
        AlignState: {
            job: {
                /**
                 * @description Why it failed.
                 * @example the text does not fit the sound
                 */
                error: string | null;
                /**
                 * @description Its id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description Its result, for people.
                 * @example 97 % of the words were found
                 */
                message: string | null;
                /**
                 * @description How far it is, from 0 to 1.
                 * @example 0.42
                 */
                progress: number;
                /**
                 * @description What it does now, in a word or two.
                 * @example transcribing
                 */
                stage: string | null;
                /**
                 * @description Its state.
                 * @example done
                 * @enum {string}
                 */
                state: "queued" | "running" | "done" | "dead" | "cancelled";
            };
        };
        /** @description What was found out about a video. */
        Analyses: {
            /** @description Those that were made or asked for; `safety` only for those who may change the video. */
            analyses: components["schemas"]["Analysis"][];
        };
        /** @description Something found out about a video after its captions, or how far it is. */
        Analysis: {
            /**
             * @description Why the last try failed, or why its job waits; for those who may change the video.
             * @example no sound
             */
            error: string | null;
            /**
             * @description Whether the captions have changed since: then it is made again soon.
             * @example false
             */
            is_outdated: boolean;
            /**
             * @description What is found out.
             * @example sound_quality
             * @enum {string}
             */
            kind: "sound_quality" | "topics" | "sentiment" | "tags" | "safety" | "chapters" | "summary" | "meaning" | "speakers" | "sound_events" | "thumbnails";
            /**
             * @description The model or rule that made the result, with its version.
             * @example sound quality rule 1
             */
            made_by: string | null;
            /** @description What was found out, by kind; the last one while another is made; null before the first. */
            result: (components["schemas"]["SoundQuality"] | components["schemas"]["Topics"] | components["schemas"]["Sentiment"] | components["schemas"]["SuggestedTags"] | components["schemas"]["Safety"] | components["schemas"]["FoundChapters"] | components["schemas"]["Summary"] | components["schemas"]["Meaning"] | components["schemas"]["Speakers"] | components["schemas"]["SoundEvents"] | components["schemas"]["Thumbnails"]) | null;
            /**
             * @description What making it took.
             * @example 3.2
             */
            seconds: number | null;
            /**
             * @description pending: its job waits, for an hour where `error` says why; processing: it runs; failed: the last try did not succeed, an earlier result is kept.
             * @example ready
             * @enum {string}
             */
            state: "ready" | "pending" | "processing" | "failed";
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-29T10:00:00.000Z
             */
            updated_at: string;
        };
        /** @description A transcription in the form of openai/whisper, with its segments. */
        Asr: {
            /**
             * @description The spoken language; null without speech.
             * @example en
             */
            language: string | null;
            /**
             * @description All that is said.
             * @example The old gardener planted three rows of beans.
             */
            text: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A file with sound. */
        AsrForm: {
            /**
             * Format: binary
             * @description The sound or video.
             * @example (bytes)
             */
            audio_file: string;
        };
        /** @description The attention of a moment, and all windows of the video. */
        Attention: {
            /**
             * @description Why it failed.
             * @example the model is missing
             */
            error: string | null;
            /**
             * @description The model that wrote the captions and computes the attention.
             * @example base
             */
            model: string | null;
            /**
             * @description How far it is, from 0 to 1.
             * @example 0.42
             */
            progress: number;
            /**
             * @description Why there can be no attention for this video, in a sentence; null if there can.
             * @example this video has no sound, so there is nothing to look into
             */
            refusal: string | null;
            /**
             * @description What it does now, in a word or two.
             * @example transcribing
             */
            stage: string | null;
            /**
             * @description State of the requested moment; none if no moment was requested.
             * @example ready
             * @enum {string}
             */
            state: "none" | "queued" | "running" | "failed" | "ready";
            /** @description The stored window of that moment. */
            window: components["schemas"]["AttentionWindow"] | null;
            /** @description All stored windows, in order. */
            windows: components["schemas"]["AttentionWindow"][];
        };
        /** @description A window with stored attention. */
        AttentionWindow: {
            /**
             * @description The figures: gzip of the file that src/core/attention.ts describes.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/attention/data?t=14.9
             */
            data_url: string;
            /**
             * @description Seconds.
             * @example 29.8
             */
            end: number;
            /**
             * @description The model that attended.
             * @example base
             */
            model: string;
            /**
             * @description Seconds.
             * @example 0
             */
            start: number;
        };
        /** @description What can be heard in a video. */
        AudioReport: {
            hearing: components["schemas"]["SoundReport"];
            /**
             * @description The log-mel spectrogram as bytes.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/hearing/mel
             */
            mel_url: string;
            /**
             * @description The waveform as bytes.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/hearing/peaks
             */
            peaks_url: string;
            /** @description When the picture cuts to another shot, in order; absent where it was not looked for. */
            shot_changes?: number[];
            /** @description The sound in the file. */
            source: {
                /**
                 * @description Channels.
                 * @example 2
                 */
                channels: number | null;
                /**
                 * @description Hz.
                 * @example 48000
                 */
                sample_rate: number | null;
            };
            /** @constant */
            state: "ready";
        };
        /** @description How far the audio report is. */
        AudioReportState: {
            /**
             * @description Why it failed.
             * @example the sound could not be decoded
             */
            error: string | null;
            /**
             * @description How far it is, from 0 to 1.
             * @example 0.42
             */
            progress: number;
            /**
             * @description What it does now, in a word or two.
             * @example transcribing
             */
            stage: string | null;
            /**
             * @description none: nobody has requested it.
             * @example running
             * @enum {string}
             */
            state: "none" | "queued" | "running" | "failed";
        };
        /** @description A sound track of a video's file. */
        AudioTrack: {
            /**
             * @description 1 is mono, 2 stereo.
             * @example 2
             */
            channels: number;
            /**
             * @description As ffmpeg calls it.
             * @example aac
             */
            codec: string;
            /**
             * @description Whether the file marks it as its default.
             * @example true
             */
            is_default: boolean;
            /**
             * @description As the file says.
             * @example eng
             */
            language: string | null;
            /**
             * @description As the file says.
             * @example Microphone
             */
            title: string | null;
            /**
             * @description From 1, in the file's order.
             * @example 2
             */
            track: number;
        };
        /** @description What to do with several videos, each by itself. */
        Bulk: {
            /**
             * @description change: `visibility`, `add_tags` and `remove_tags`; regenerate_captions: transcribe again; add_to_playlist: to the end of `playlist`; delete: for good, or hidden first for `undo_seconds`; undelete: bring back what is hidden.
             * @example change
             * @enum {string}
             */
            action: "change" | "regenerate_captions" | "add_to_playlist" | "delete" | "undelete";
            /** @description Tags that each gets, behind those it has. */
            add_tags?: string[];
            /**
             * @description The id of a playlist.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            playlist?: string;
            /** @description Tags that each loses, if it has them. */
            remove_tags?: string[];
            /**
             * @description Hides the video for so long, and deletes it then; `undelete` brings it back until then.
             * @example 20
             */
            undo_seconds?: number;
            /**
             * @description The ids of up to 200 videos.
             * @example [
             *       "9kQ2vZ7xTqWc1YbN3mR5sA"
             *     ]
             */
            videos: string[];
            /**
             * @description private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.
             * @example private
             * @enum {string}
             */
            visibility?: "private" | "unlisted" | "public";
        };
        /** @description What became of each video; those without an error are done. */
        BulkResult: {
            /**
             * @description How many have an error.
             * @example 0
             */
            failed: number;
            /** @description One for each video, in the order of the request. */
            results: components["schemas"]["BulkVideoResult"][];
        };
        /** @description What became of one video. */
        BulkVideoResult: {
            /** @description Why nothing was changed about it; null if it was done. */
            error: components["schemas"]["Problem"] | null;
            /**
             * @description The video's id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
        };
        /** @description Sounds were written into captions. */
        CaptionedSounds: {
            /**
             * @description How many tracks have new captions.
             * @example 1
             */
            tracks: number;
        };
        /** @description A caption file as JSON. */
        CaptionsJson: {
            cues: {
                /**
                 * @description Seconds.
                 * @example 4
                 */
                end: number;
                /**
                 * @description From 1.
                 * @example 1
                 */
                id: number;
                /**
                 * @description Whether a person has changed it.
                 * @example false
                 */
                is_edited?: boolean;
                /** @description What is bold, in italics or underlined; absent: nothing. */
                markup?: components["schemas"]["CueMarkup"][];
                /** @description Where it is shown; absent: in the usual place. */
                position?: components["schemas"]["CuePosition"];
                /**
                 * @description Who says it; absent if nobody is named.
                 * @example Ann
                 */
                speaker?: string;
                /**
                 * @description Seconds.
                 * @example 2.4
                 */
                start: number;
                /**
                 * @description Lines are divided by \n.
                 * @example of beans behind the kitchen wall.
                 */
                text: string;
                words?: {
                    /**
                     * @description Seconds.
                     * @example 3.5
                     */
                    end: number;
                    /**
                     * @description How sure the model was, from 0 to 1.
                     * @example 0.98
                     */
                    probability: number;
                    /**
                     * @description Seconds.
                     * @example 3.1
                     */
                    start: number;
                    /**
                     * @description With the space before it.
                     * @example kitchen
                     */
                    word: string;
                }[];
            }[];
            /** @description What was decoded and left out. */
            dropped: {
                /**
                 * @description Of the tokens.
                 * @example -0.21
                 */
                avg_logprob?: number;
                /**
                 * @description Above 2.4 the text repeats itself.
                 * @example 1.1
                 */
                compression_ratio?: number;
                /**
                 * @description Seconds.
                 * @example 4
                 */
                end: number;
                /**
                 * @description Where it was detected for the segment.
                 * @example en
                 */
                language?: string;
                /**
                 * @description From 0 to 1.
                 * @example 0.01
                 */
                no_speech_prob?: number;
                /**
                 * @description Why it was left out.
                 * @example repetition
                 */
                rule: string;
                /**
                 * @description Seconds.
                 * @example 2.4
                 */
                start: number;
                /**
                 * @description 0 is greedy.
                 * @example 0
                 */
                temperature?: number;
                /**
                 * @description What is said.
                 * @example of beans behind the kitchen wall.
                 */
                text: string;
                /**
                 * @description Whisper's tests that it failed.
                 * @example [
                 *       "compression_ratio"
                 *     ]
                 */
                thresholds_failed: string[];
                /**
                 * @description Of Whisper.
                 * @example [
                 *       295,
                 *       11896
                 *     ]
                 */
                tokens?: number[];
            }[];
            /**
             * @description Seconds.
             * @example 12.5
             */
            duration: number;
            /**
             * @description null where nothing is said.
             * @example en
             */
            language: string | null;
            /** @description The likeliest spoken languages, at most five above 1 %; none where the language was given. */
            language_probabilities?: components["schemas"]["LanguageProbability"][];
            /**
             * @description How sure the detection was.
             * @example 0.99
             */
            language_probability?: number;
            /** @description With the model's scores where a model wrote them. */
            segments: {
                /**
                 * @description Of the tokens.
                 * @example -0.21
                 */
                avg_logprob?: number;
                /**
                 * @description Above 2.4 the text repeats itself.
                 * @example 1.1
                 */
                compression_ratio?: number;
                /**
                 * @description Seconds.
                 * @example 4
                 */
                end: number;
                /**
                 * @description From 0.
                 * @example 0
                 */
                id: number;
                /**
                 * @description Where it was detected for the segment.
                 * @example en
                 */
                language?: string;
                /**
                 * @description From 0 to 1.
                 * @example 0.01
                 */
                no_speech_prob?: number;
                /**
                 * @description Seconds.
                 * @example 2.4
                 */
                start: number;
                /**
                 * @description 0 is greedy.
                 * @example 0
                 */
                temperature?: number;
                /**
                 * @description What is said.
                 * @example of beans behind the kitchen wall.
                 */
                text: string;
                /**
                 * @description Of Whisper.
                 * @example [
                 *       295,
                 *       11896
                 *     ]
                 */
                tokens?: number[];
            }[];
            /**
             * @description What Whisper did.
             * @example transcribe
             * @enum {string}
             */
            task: "transcribe" | "translate";
            /**
             * @description All of it.
             * @example The old gardener planted three rows of beans.
             */
            text: string;
            words: {
                /**
                 * @description Seconds.
                 * @example 3.5
                 */
                end: number;
                /**
                 * @description How sure the model was, from 0 to 1.
                 * @example 0.98
                 */
                probability: number;
                /**
                 * @description Seconds.
                 * @example 3.1
                 */
                start: number;
                /**
                 * @description With the space before it.
                 * @example kitchen
                 */
                word: string;
            }[];
        };
        /** @description How far the captions of a video are. */
        CaptionStatus: {
            /**
             * @description Why they could not be made.
             * @example the model is missing
             */
            error: string | null;
            /**
             * @description The spoken language; null until it is known.
             * @example en
             */
            language: string | null;
            /**
             * @description How far it is, from 0 to 1.
             * @example 0.42
             */
            progress: number;
            /**
             * @description What it does now, in a word or two.
             * @example transcribing
             */
            stage: string | null;
            /**
             * @description How far the captions are.
             * @example processing
             * @enum {string}
             */
            status: "pending" | "processing" | "ready" | "failed";
            /**
             * @description null until they are ready.
             * @example 1204
             */
            word_count: number | null;
        };
        /** @description A chapter of the video. */
        Chapter: {
            /**
             * @description Seconds.
             * @example 61.5
             */
            end: number;
            /**
             * @description Seconds.
             * @example 0
             */
            start: number;
            /**
             * @description Its title.
             * @example Introduction
             */
            title: string;
        };
        /** @description One caption on the screen. */
        Cue: {
            /**
             * @description Seconds.
             * @example 4
             */
            end: number;
            /**
             * @description Its number in the revision.
             * @example 2
             */
            id: number;
            /**
             * @description Whether a person has changed it.
             * @example false
             */
            is_edited: boolean;
            /** @description What is bold, in italics or underlined; absent: nothing. */
            markup?: components["schemas"]["CueMarkup"][];
            /** @description Where it is shown; absent: in the usual place. */
            position?: components["schemas"]["CuePosition"];
            /**
             * @description Who says it; absent if nobody is named.
             * @example Ann
             */
            speaker?: string;
            /**
             * @description Seconds.
             * @example 2.4
             */
            start: number;
            /**
             * @description Lines are divided by \n.
             * @example of beans behind the kitchen wall.
             */
            text: string;
            words: components["schemas"]["Word"][];
        };
        /** @description A part of a text, counted in UTF-16 code units. */
        CueMarkup: {
            /**
             * @description Where it begins in `text`.
             * @example 3
             */
            from: number;
            /**
             * @description How it is written.
             * @example italic
             * @enum {string}
             */
            style: "bold" | "italic" | "underline";
            /**
             * @description Where it ends.
             * @example 8
             */
            to: number;
        };
        /** @description Where a cue is shown, as WebVTT means it. */
        CuePosition: {
            /**
             * @description How lines are set; absent: centred.
             * @example start
             * @enum {string}
             */
            align?: "start" | "end" | "left" | "right";
            /**
             * @description The number of a line, from the top from 0 or from the bottom from -1; or a share of the height, such as "85%".
             * @example 0
             */
            line?: number | string;
            /**
             * @description Which edge of the cue is there; absent: the upper one.
             * @example end
             * @enum {string}
             */
            line_align?: "center" | "end";
            /**
             * @description Percent of the width.
             * @example 10
             */
            position?: number;
            /**
             * @description Which part of the cue is there.
             * @example line-left
             * @enum {string}
             */
            position_align?: "line-left" | "center" | "line-right";
            /**
             * @description The width of its box, in percent.
             * @example 50
             */
            size?: number;
            /**
             * @description Vertical text, and where its lines grow to.
             * @example rl
             * @enum {string}
             */
            vertical?: "rl" | "lr";
        };
        /** @description What new videos get whose upload names nothing else. */
        Defaults: {
            language: string | null;
            max_cue_seconds: number | null;
            max_line_chars: number | null;
            max_lines: number | null;
            model: string | null;
            vocabulary: string | null;
        };
        /** @description What is to change; an empty layout field takes the language's default. */
        DefaultsPatch: {
            /**
             * @description The spoken language; null or `auto` to detect it.
             * @example en
             */
            language?: string | null;
            /**
             * @description The longest cue, in seconds.
             * @example 7
             */
            max_cue_seconds?: number | null;
            /**
             * @description Characters of a line.
             * @example 42
             */
            max_line_chars?: number | null;
            /**
             * @description Lines of a cue.
             * @example 2
             */
            max_lines?: number | null;
            /**
             * @description A name of the catalog; null for the built-in default.
             * @example small
             */
            model?: string | null;
            /**
             * @description Words and names that are said, so that the model spells them right.
             * @example Ada Lovelace, Analytical Engine
             */
            vocabulary?: string | null;
        };
        /** @description The language that is spoken at the beginning of a file. */
        DetectedLanguage: {
            /**
             * @description From 0 to 1; 0 where nothing is said.
             * @example 0.98
             */
            confidence: number;
            /**
             * @description Its English name.
             * @example english
             */
            detected_language: string;
            /**
             * @description Its code.
             * @example en
             */
            language_code: string;
        };
        /** @description What changed between two revisions. */
        Difference: {
            /**
             * @description The revision that it is compared with; null: with nothing.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            against: string | null;
            /** @description In the order of time. */
            changes: {
                after?: components["schemas"]["Cue"];
                before?: components["schemas"]["Cue"];
                /**
                 * @description How the cue differs.
                 * @example changed
                 * @enum {string}
                 */
                kind: "same" | "added" | "removed" | "changed";
            }[];
        };
        /** @description The unsaved changes of one user. */
        Draft: {
            /**
             * @description The revision's id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            base_revision: string;
            /** @description As they were sent, in order. */
            cues: components["schemas"]["StoredDraftCue"][];
            /**
             * Format: date-time
             * @description When it was saved.
             * @example 2026-11-29T10:00:00.000Z
             */
            saved_at: string;
            /**
             * @description Rises with each save.
             * @example 3
             */
            version: number;
        };
        /** @description A cue that may be unfinished. */
        DraftCue: {
            /**
             * @description Seconds.
             * @example 4
             */
            end: number;
            /**
             * @description Whether a person has changed it.
             * @example true
             */
            is_edited?: boolean;
            /** @description What is bold, in italics or underlined; null: nothing. If absent, it stays. */
            markup?: components["schemas"]["SubmittedMarkup"][] | null;
            /** @description null: the usual place. If absent, it stays. */
            position?: components["schemas"]["SubmittedPosition"] | null;
            /**
             * @description Who says it; null: nobody is named. If absent, it stays.
             * @example Ann
             */
            speaker?: string | null;
            /**
             * @description Seconds.
             * @example 2.4
             */
            start: number;
            /**
             * @description Up to 1000 characters, with line breaks as \n.
             * @example of beans behind the kitchen wall.
             */
            text: string;
            /** @description When each word is spoken; if absent, known words keep their times. */
            words?: components["schemas"]["SubmittedWord"][];
        };
        /** @description An open editor of captions. */
        Editor: {
            /**
             * @description Seconds: where the caption begins that is being edited; null for none.
             * @example 83.2
             */
            cue_start: number | null;
            /**
             * @description Of the open editor; its page chose it.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description Whose it is.
             * @example ann@example.org
             */
            name: string;
            /**
             * @description The track that it edits.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            track: string;
        };
        /** @description Where an editor is. */
        EditorPlace: {
            /**
             * @description Seconds: where the caption begins that is being edited; null for none.
             * @example 83.2
             */
            cue_start: number | null;
        };
        /** @description Who edits the captions of a video now. */
        Editors: {
            /** @description Those who said within 15 s that they are here. */
            editors: components["schemas"]["Editor"][];
        };
        /** @description A file of a video with its captions, or how far it is. */
        Export: {
            /**
             * @description Whether the captions are part of the picture.
             * @example false
             */
            burn_in: boolean;
            /**
             * @description Why it failed.
             * @example there is no picture to write captions into
             */
            error: string | null;
            expires_at: string | null;
            /**
             * @description Bytes of the file.
             * @example 1204000
             */
            file_bytes: number | null;
            file_url: string | null;
            /**
             * @description mp4 or mkv.
             * @example mp4
             */
            format: string;
            /**
             * @description The export's id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description How far it is, from 0 to 1.
             * @example 0.42
             */
            progress: number;
            /**
             * @description What it does now, in a word or two.
             * @example transcribing
             */
            stage: string | null;
            /**
             * @description ready: the file is there.
             * @example ready
             * @enum {string}
             */
            state: "ready" | "queued" | "running" | "failed";
        };
        /** @description A file with captions exists, or a job makes it. */
        ExportRequested: {
            /** @description null if it exists. */
            job: components["schemas"]["QueuedJob"] | null;
            /**
             * @description ready: it exists.
             * @example queued
             * @enum {string}
             */
            state: "ready" | "queued" | "running" | "done" | "dead" | "cancelled";
            /**
             * @description GET there shows how far it is.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/exports/9kQ2vZ7xTqWc1YbN3mR5sA
             */
            status_url: string;
        };
        /** @description What of an imported file was changed or lost. */
        FileChange: {
            /**
             * @description The number of the cue now, from 1; null if it is of no cue.
             * @example 2
             */
            cue: number | null;
            /**
             * @description Of the file, from 1; null if it is of no line.
             * @example 12
             */
            line: number | null;
            /**
             * @description A sentence for people.
             * @example the cue was from 5 to 4 s: it is from 4 to 5 s now
             */
            message: string;
            /**
             * @description The kind of change.
             * @example time
             * @enum {string}
             */
            what: "left_out" | "time" | "text" | "split" | "repeated" | "order" | "style" | "position" | "speaker" | "note" | "encoding" | "format";
        };
        /** @description Chapters by changes of the subject. */
        FoundChapters: {
            /** @description In order, without gaps; empty where the subject does not change. */
            chapters: {
                /**
                 * @description Seconds.
                 * @example 17.1
                 */
                end: number;
                /**
                 * @description Seconds.
                 * @example 12.5
                 */
                start: number;
                /**
                 * @description Its key phrase.
                 * @example Space probe
                 */
                title: string;
            }[];
            /**
             * @description Of the captions that were read; `und` where it is unknown.
             * @example en
             */
            language: string;
            /**
             * @description The language that is spoken, where a translation of the captions was read; null where it was not.
             * @example es
             */
            translated_from?: string | null;
            /**
             * @description Why nothing was made, such as a language that the model was not trained on; null where it was.
             * @example not available for French
             */
            unavailable: string | null;
        };
        /** @description A video that a search found. */
        FoundVideo: {
            /**
             * @description Its length.
             * @example 734.2
             */
            duration_seconds: number | null;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            thumbnail_url: string | null;
            /**
             * @description Its title.
             * @example A talk
             */
            title: string;
        };
        /** @description The server runs; what it knows of the rest. */
        Health: {
            /**
             * @description Whether the database answers.
             * @example ok
             * @enum {string}
             */
            database: "ok" | "unreachable";
            jobs: {
                /**
                 * @description Jobs that failed for good. null while the database is away.
                 * @example 0
                 */
                dead: number | null;
                /**
                 * @description Jobs that wait. null while the database is away.
                 * @example 0
                 */
                queued: number | null;
                /**
                 * @description Jobs that run. null while the database is away.
                 * @example 0
                 */
                running: number | null;
            };
            sandbox: components["schemas"]["Sandbox"];
            /** @constant */
            status: "ok";
            /**
             * @description Since the server started.
             * @example 3600
             */
            uptime_seconds: number;
            /**
             * @description Of the program.
             * @example 0.1.0
             */
            version: string;
            /** @description null while the database is away. */
            workers: components["schemas"]["Worker"][] | null;
        };
        /** @description A video that is hidden, and deleted later. */
        HiddenVideo: {
            /**
             * Format: date-time
             * @description When it is deleted for good.
             * @example 2026-11-29T10:00:00.000Z
             */
            delete_at: string;
            /**
             * @description The video's id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description POST there brings it back.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/undelete
             */
            undelete_url: string;
        };
        /** @description A track with the cues of an imported file. */
        ImportedTrack: {
            /** @description All that is not as it was in the file; of each kind the first hundred, then the number of the others. */
            changes: components["schemas"]["FileChange"][];
            /**
             * @description A commentary on the film.
             * @example false
             */
            commentary: boolean;
            cues: components["schemas"]["Cue"][];
            /**
             * @description Only lines in another language than the film's.
             * @example false
             */
            forced: boolean;
            /**
             * @description Also describes sounds.
             * @example false
             */
            hearing_impaired: boolean;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description Subtitles have what is spoken, captions also what is heard.
             * @example subtitles
             * @enum {string}
             */
            kind: "subtitles" | "captions";
            /**
             * @description Its name in a menu.
             * @example English
             */
            label: string;
            /**
             * @description Whisper's code, a language tag of the file, or und.
             * @example en
             */
            language: string;
            /**
             * @description Empty for the automatic track.
             * @example
             */
            name: string;
            /** @description What could not be read. */
            problems: components["schemas"]["ParseProblem"][];
            revision: components["schemas"]["RevisionHead"];
        };
        /** @description A job, for administrators. */
        Job: {
            /**
             * @description How often it was begun.
             * @example 1
             */
            attempt: number;
            /**
             * @description Whether a worker was asked to cancel it.
             * @example false
             */
            cancel_requested: boolean;
            /**
             * Format: date-time
             * @description When it was queued.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description Why its last attempt failed.
             * @example the disk is full
             */
            error: string | null;
            finished_at: string | null;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description Such as caption_video, transcode_renditions, deliver_webhook.
             * @example caption_video
             */
            kind: string;
            model: string | null;
            /**
             * @description How far it is, from 0 to 1.
             * @example 0.42
             */
            progress: number;
            /**
             * Format: date-time
             * @description When it may be begun.
             * @example 2026-11-29T10:00:00.000Z
             */
            run_at: string;
            /**
             * @description What it does now, in a word or two.
             * @example transcribing
             */
            stage: string | null;
            started_at: string | null;
            /**
             * @description dead: it failed and is not tried again.
             * @example queued
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "dead" | "cancelled";
            video_id: string | null;
            video_title: string | null;
            worker: string | null;
        };
        /** @description The jobs of the server. */
        JobList: {
            /** @description Those that were cancelled and can be tried again, the newest first. */
            cancelled: components["schemas"]["Job"][];
            /**
             * @description How many there are by state.
             * @example {
             *       "queued": 3,
             *       "running": 1,
             *       "dead": 0
             *     }
             */
            counts: {
                [key: string]: number;
            };
            /** @description Those that failed for good, the newest first. */
            dead: components["schemas"]["Job"][];
            /** @description Those that wait, the next first. */
            queued: components["schemas"]["Job"][];
            /** @description Those that run. */
            running: components["schemas"]["Job"][];
        };
        /** @description How likely it is that a language is spoken. */
        LanguageProbability: {
            /**
             * @description Whisper's code.
             * @example en
             */
            language: string;
            /**
             * @description From 0 to 1.
             * @example 0.97
             */
            probability: number;
        };
        /** @description A playlist without its videos. */
        ListedPlaylist: {
            /**
             * @description Whether who asks may change it.
             * @example true
             */
            can_edit: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description Whether it has the video of the query `video`.
             * @example false
             */
            has_video: boolean;
            /**
             * @description Its id: whoever knows the id of an unlisted playlist may see it.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description For an administrator alone: whose it is.
             * @example user@example.com
             */
            owner: string | null;
            /**
             * @description Its title.
             * @example Talks of 2026
             */
            title: string;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-29T10:00:00.000Z
             */
            updated_at: string;
            /**
             * @description The videos that who asks may watch.
             * @example 12
             */
            video_count: number;
            /**
             * @description private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.
             * @example private
             * @enum {string}
             */
            visibility: "private" | "unlisted" | "public";
        };
        /** @description Whether a video can be found by the meaning of what is said. */
        Meaning: {
            /**
             * @description Of the captions that were read; `und` where it is unknown.
             * @example en
             */
            language: string;
            /**
             * @description How many passages can be found by what they mean.
             * @example 212
             */
            passages: number;
            /**
             * @description The language that is spoken, where a translation of the captions was read; null where it was not.
             * @example es
             */
            translated_from?: string | null;
            /**
             * @description Why nothing was made, such as a language that the model was not trained on; null where it was.
             * @example not available for French
             */
            unavailable: string | null;
        };
        /** @description How many videos lack each kind of analysis. */
        MissingAnalyses: {
            /** @description All kinds, in the order of pages. */
            kinds: {
                /**
                 * @description Whether the setting ANALYSES switches it on.
                 * @example true
                 */
                is_on: boolean;
                /**
                 * @description What is found out.
                 * @example sound_quality
                 * @enum {string}
                 */
                kind: "sound_quality" | "topics" | "sentiment" | "tags" | "safety" | "chapters" | "summary" | "meaning" | "speakers" | "sound_events" | "thumbnails";
                /**
                 * @description Videos that lack it, and have what it is made of.
                 * @example 12
                 */
                missing: number;
                /**
                 * @description Its jobs that wait or run.
                 * @example 0
                 */
                queued: number;
            }[];
        };
        /** @description Models and where they are. */
        ModelList: {
            /**
             * @description The model of jobs that name none.
             * @example base
             */
            default: string;
            /**
             * @description environment: WHISPER_MODEL of this server, which goes before the choice here.
             * @example environment
             * @enum {string}
             */
            default_from: "environment" | "settings" | "built-in";
            /**
             * @description The machines with a running worker.
             * @example [
             *       "host"
             *     ]
             */
            hosts: string[];
            /** @description The catalog from the smallest to the largest, then others. */
            models: {
                bytes: number | null;
                /**
                 * @description The machines that have it.
                 * @example [
                 *       "host"
                 *     ]
                 */
                hosts: string[];
                /**
                 * @description Whether it is the model of jobs that name none.
                 * @example false
                 */
                is_default: boolean;
                /** @description Downloads and removals that wait, run or failed lately. */
                jobs: {
                    /**
                     * @description Why it failed.
                     * @example the hub can't be reached
                     */
                    error: string | null;
                    /**
                     * @description The machine that it is for.
                     * @example host
                     */
                    host: string;
                    /**
                     * @description The job's id.
                     * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                     */
                    id: string;
                    /**
                     * @description fetch_model or remove_model.
                     * @example fetch_model
                     */
                    kind: string;
                    /**
                     * @description How far it is, from 0 to 1.
                     * @example 0.42
                     */
                    progress: number;
                    /**
                     * @description What it does now, in a word or two.
                     * @example transcribing
                     */
                    stage: string | null;
                    /**
                     * @description dead: it failed.
                     * @example queued
                     * @enum {string}
                     */
                    state: "queued" | "running" | "dead";
                }[];
                /**
                 * @description A model of the catalog, or one that a worker has.
                 * @example small
                 */
                name: string;
            }[];
        };
        /** @description What was queued. */
        ModelRequest: {
            /**
             * @description The machines that do it.
             * @example [
             *       "host"
             *     ]
             */
            hosts: string[];
        };
        /** @description A moment of a video that was found. */
        Moment: {
            /**
             * @description Seconds.
             * @example 88
             */
            end: number;
            /** @description One or both. */
            found_by: ("words" | "meaning")[];
            /**
             * @description Of the track.
             * @example en
             */
            language: string;
            /**
             * @description Where the found words are in `text`: [from, to], in UTF-16 units.
             * @example [
             *       [
             *         17,
             *         24
             *       ]
             *     ]
             */
            marks: number[][];
            /**
             * @description Of its meaning and the query's, up to 1; null where words alone found it.
             * @example 0.52
             */
            similarity: number | null;
            /**
             * @description Who says it, in order; empty where the captions name nobody.
             * @example [
             *       "Ann"
             *     ]
             */
            speakers: string[];
            /**
             * @description Seconds.
             * @example 83.2
             */
            start: number;
            /**
             * @description What is said around the hit.
             * @example beans behind the kitchen wall
             */
            text: string;
            /**
             * @description The track in which it was found.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            track_id: string;
            video: components["schemas"]["FoundVideo"];
        };
        /** @description Where a video of a playlist goes. */
        MovedVideo: {
            /**
             * @description The video that it comes before; null: the end.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            before: string | null;
        };
        /** @description Which analysis is to run again. */
        NewAnalysis: {
            /**
             * @description What is found out.
             * @example sound_quality
             * @enum {string}
             */
            kind: "sound_quality" | "topics" | "sentiment" | "tags" | "safety" | "chapters" | "summary" | "meaning" | "speakers" | "sound_events" | "thumbnails";
        };
        /** @description A file of a video with its captions. */
        NewExport: {
            /**
             * @description Whether the captions are part of the picture.
             * @default false
             * @example false
             */
            burn_in: boolean;
            /**
             * @description The kind of file.
             * @default mp4
             * @example mp4
             * @enum {string}
             */
            format: "mp4" | "mkv";
            /** @description Which captions; if absent, all of them, or the default one where they are part of the picture. */
            tracks?: string[];
        };
        /** @description A playlist to make; it is private unless it says otherwise. */
        NewPlaylist: {
            /**
             * @description Its title.
             * @example Talks of 2026
             */
            title: string;
            /**
             * @description The id of the first video.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            video?: string;
            /**
             * @description private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.
             * @default private
             * @example private
             * @enum {string}
             */
            visibility: "private" | "unlisted" | "public";
        };
        /** @description Which picture is to stand for a video: a candidate, or the frame at a time. */
        NewPoster: {
            /**
             * @description The `number` of a candidate.
             * @example 3
             */
            candidate?: number;
            /**
             * @description The `set` that the number is of; another one is refused with 409.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA-1
             */
            set?: string;
            /**
             * @description Seconds: the frame that is shown then.
             * @example 12.5
             */
            start?: number;
        };
        /** @description A new caption track. */
        NewTrack: {
            /**
             * @description A track whose cues are copied.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            copy_of?: string | null;
            /**
             * @description Subtitles have what is spoken, captions also what is heard.
             * @example subtitles
             */
            kind?: ("subtitles" | "captions") | null;
            /**
             * @description A language of Whisper: a code or an English name.
             * @example de
             */
            language: string;
            /**
             * @description Its name.
             * @example Lyrics
             */
            name?: string | null;
        };
        /** @description Where a player is. */
        NewWatchProgress: {
            /**
             * @description Where the player is, in seconds. The first 5 s (or 5 %) count as not begun: a place that was kept goes back to 0; else the answer is 204.
             * @example 83.2
             */
            position: number;
        };
        /** @description A new webhook with its secret. */
        NewWebhook: {
            /**
             * @description Whether it gets events of all videos, or of its owner's alone.
             * @example true
             */
            all_videos: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description A note for people.
             * @example the catalogue
             */
            description: string;
            /**
             * @description Why the server switched it off.
             * @example its answer was 410 Gone
             */
            disabled_reason: string | null;
            /**
             * @description Whether events are sent to it.
             * @example true
             */
            enabled: boolean;
            /** @description The events that it gets. */
            events: string[];
            failing_since: string | null;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            old_secret_until: string | null;
            /**
             * @description Verifies signatures. Keep it as a password.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw7Qm1yQ9uB3o=
             */
            secret: string;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-29T10:00:00.000Z
             */
            updated_at: string;
            /**
             * @description Where events are posted.
             * @example https://example.com/hooks
             */
            url: string;
        };
        /** @description What the owner of a video should know about its file. */
        Notice: {
            /**
             * @description incomplete: it was cut off; joined: a second recording was appended and not read; earlier_file: the captions are of the file before; not_replaced: a new file could not take its place; not_taken: a frame for the thumbnail was not found; poor_captions: captions are expected to be bad.
             * @example incomplete
             * @enum {string}
             */
            code: "incomplete" | "joined" | "opposite_phase" | "earlier_file" | "not_replaced" | "not_taken" | "poor_captions";
            /**
             * @description A sentence for people.
             * @example The file is incomplete: its last 1204 bytes are missing.
             */
            text: string;
        };
        /** @description How to show a video on another page (oembed.com). */
        OEmbed: {
            /**
             * @description Pixels of the frame.
             * @example 444
             */
            height: number;
            /**
             * @description The frame to put into a page.
             * @example <iframe src="https://video.example.com/embed/ID"></iframe>
             */
            html: string;
            /** @constant */
            provider_name: "StreamForge";
            /**
             * @description This server.
             * @example https://video.example.com/
             */
            provider_url: string;
            /**
             * @description Pixels.
             * @example 360
             */
            thumbnail_height?: number;
            /**
             * @description The poster.
             * @example https://video.example.com/api/stream/ID/thumbnail.jpg
             */
            thumbnail_url?: string;
            /**
             * @description Pixels.
             * @example 640
             */
            thumbnail_width?: number;
            /**
             * @description The video's title.
             * @example A talk
             */
            title: string;
            /** @constant */
            type: "video";
            /** @constant */
            version: "1.0";
            /**
             * @description Pixels of the frame.
             * @example 640
             */
            width: number;
        };
        /** @description An error in the form of OpenAI's API. */
        OpenAiError: {
            error: {
                /**
                 * @description Such as invalid_api_key or model_not_found.
                 * @example invalid_api_key
                 */
                code: string | null;
                /**
                 * @description What was wrong, and what would be right.
                 * @example there is no sound in this file
                 */
                message: string;
                /**
                 * @description The field that was wrong.
                 * @example file
                 */
                param: string | null;
                /**
                 * @description Whose fault it is.
                 * @example invalid_request_error
                 * @enum {string}
                 */
                type: "invalid_request_error" | "server_error";
            };
        };
        /** @description A model, in the form of OpenAI's API. */
        OpenAiModel: {
            /**
             * @description Always 0.
             * @example 0
             */
            created: number;
            /**
             * @description The name of a model of Whisper.
             * @example base
             */
            id: string;
            /** @constant */
            object: "model";
            /**
             * @description Always streamforge.
             * @example streamforge
             */
            owned_by: string;
        };
        /** @description The models at hand. */
        OpenAiModelList: {
            data: components["schemas"]["OpenAiModel"][];
            /** @constant */
            object: "list";
        };
        /** @description An OpenAPI 3.1 document. */
        OpenApiDocument: {
            /**
             * @description The version of OpenAPI.
             * @example 3.1.1
             */
            openapi: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A browser in which the owner is signed in. */
        OwnerSession: {
            /**
             * @description The address that it began from.
             * @example 203.0.113.5
             */
            address: string | null;
            /**
             * Format: date-time
             * @description When the owner signed in.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description The session's id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description Whether it is the session that asks.
             * @example true
             */
            is_current: boolean;
            /**
             * Format: date-time
             * @description When it was used last, to the minute.
             * @example 2026-11-29T10:00:00.000Z
             */
            seen_at: string;
            /**
             * @description What the browser calls itself.
             * @example Mozilla/5.0
             */
            user_agent: string | null;
        };
        /** @description What could not be read of a file. */
        ParseProblem: {
            /**
             * @description Of the file, from 1.
             * @example 12
             */
            line: number;
            /**
             * @description What was wrong there.
             * @example this cue has no text
             */
            message: string;
        };
        /** @description Videos in the order that somebody gave them. */
        Playlist: {
            /**
             * @description Whether who asks may change it.
             * @example true
             */
            can_edit: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description Its id: whoever knows the id of an unlisted playlist may see it.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description For an administrator alone: whose it is.
             * @example user@example.com
             */
            owner: string | null;
            /**
             * @description Its title.
             * @example Talks of 2026
             */
            title: string;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-29T10:00:00.000Z
             */
            updated_at: string;
            /**
             * @description The videos that who asks may watch.
             * @example 12
             */
            video_count: number;
            /** @description In order; only those that who asks may watch. */
            videos: components["schemas"]["PlaylistVideo"][];
            /**
             * @description private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.
             * @example private
             * @enum {string}
             */
            visibility: "private" | "unlisted" | "public";
        };
        /** @description What is to change about a playlist; absent fields stay. */
        PlaylistPatch: {
            /**
             * @description Its title.
             * @example Talks of 2026
             */
            title?: string;
            /**
             * @description private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.
             * @example private
             * @enum {string}
             */
            visibility?: "private" | "unlisted" | "public";
        };
        /** @description Playlists that who asks may see in lists. */
        Playlists: {
            /** @description The last changed first, 200 at most. */
            playlists: components["schemas"]["ListedPlaylist"][];
        };
        /** @description A video of a playlist. */
        PlaylistVideo: {
            /**
             * @description null until it is known.
             * @example 734.2
             */
            duration_seconds: number | null;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description The page that plays it, and then the rest of the playlist.
             * @example /videos/9kQ2vZ7xTqWc1YbN3mR5sA?list=9kQ2vZ7xTqWc1YbN3mR5sA
             */
            page_url: string;
            thumbnail_url: string | null;
            /**
             * @description Its title.
             * @example A talk
             */
            title: string;
            /**
             * @description private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.
             * @example private
             * @enum {string}
             */
            visibility: "private" | "unlisted" | "public";
        };
        /** @description The picture that stands for a video. */
        Poster: {
            /**
             * @description Who chose it; a person's choice is never replaced by the machine's.
             * @example analysis
             * @enum {string}
             */
            by: "analysis" | "person";
            /**
             * @description Pixels of the large picture.
             * @example 720
             */
            height: number;
            /**
             * @description candidate: one of the candidates; frame: a frame that a person chose; upload: a picture that a person sent.
             * @example candidate
             * @enum {string}
             */
            source: "candidate" | "frame" | "upload";
            /**
             * @description Seconds; null for a picture that was sent.
             * @example 83.4
             */
            start: number | null;
            /**
             * @description Pixels of the large picture.
             * @example 1280
             */
            width: number;
        };
        /** @description An error, as RFC 9457 describes it (application/problem+json). */
        Problem: {
            /**
             * @description What was wrong, and what would be right.
             * @example there is no such video, or it is private
             */
            detail: string;
            /**
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /**
             * @description The name of the status.
             * @example Not Found
             */
            title: string;
            /**
             * @description Always about:blank: the status is the kind of error.
             * @example about:blank
             * @constant
             */
            type: "about:blank";
        };
        /** @description Which analyses are to be made of all videos that lack them. */
        QueueAnalyses: {
            /**
             * @description What is to be made.
             * @example [
             *       "meaning"
             *     ]
             */
            kinds: ("sound_quality" | "topics" | "sentiment" | "tags" | "safety" | "chapters" | "summary" | "meaning" | "speakers" | "sound_events" | "thumbnails")[];
        };
        /** @description A job that waits or runs. */
        QueuedJob: {
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description What it does.
             * @example inspect_audio
             */
            kind: string;
            /**
             * @description How far it is, from 0 to 1.
             * @example 0.42
             */
            progress: number;
            /**
             * @description What it does now, in a word or two.
             * @example transcribing
             */
            stage: string | null;
            /**
             * @description Its state.
             * @example queued
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "dead" | "cancelled";
        };
        /** @description The server can take work. */
        Ready: {
            /** @constant */
            status: "ready";
        };
        /** @description How to transcribe; absent fields have their defaults. */
        Regenerate: {
            /**
             * @description The sound track to transcribe, from 1 in the file's order; without one, it is chosen.
             * @example 2
             */
            audio_track?: number | null;
            /**
             * @description Beams; 1 is greedy.
             * @example 5
             */
            beam_size?: number | null;
            /**
             * @description Whether a window's text precedes the next one.
             * @example false
             */
            condition_on_previous_text?: boolean | null;
            /**
             * @description Words to expect; absent: those of the video; null or empty: none.
             * @example Ada Lovelace, Analytical Engine
             */
            hotwords?: string | null;
            /**
             * @description A code or an English name; `auto` to detect it, `auto-segment` to detect it in each window.
             * @example en
             */
            language?: string | null;
            /**
             * @description The longest cue, in seconds.
             * @example 7
             */
            max_cue_seconds?: number | null;
            /**
             * @description Characters of a line.
             * @example 42
             */
            max_line_chars?: number | null;
            /**
             * @description Lines of a cue.
             * @example 2
             */
            max_lines?: number | null;
            /**
             * @description A model of Whisper: a name of the catalog, or one that a worker has.
             * @example base
             */
            model?: string;
            /**
             * @description Text that Whisper takes for what was said before.
             * @example A talk about gardens.
             */
            prompt?: string | null;
            /**
             * @description translate: into English.
             * @example transcribe
             */
            task?: ("transcribe" | "translate") | null;
            /**
             * @description The first temperature.
             * @example 0
             */
            temperature?: number | null;
            /**
             * @description Whether silence is skipped.
             * @example true
             */
            vad?: boolean | null;
            /**
             * @description The probability from which a frame counts as speech, above 0 and below 1.
             * @example 0.5
             */
            vad_threshold?: number | null;
            /**
             * @description Whether words get exact times.
             * @example true
             */
            word_timestamps?: boolean | null;
        };
        /** @description A job transcribes. */
        Regenerating: {
            job: {
                /**
                 * @description Its id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description What it does.
                 * @example inspect_audio
                 */
                kind: string;
                /**
                 * @description What was asked for.
                 * @example {
                 *       "beam_size": 5
                 *     }
                 */
                options: {
                    [key: string]: unknown;
                };
                /**
                 * @description How far it is, from 0 to 1.
                 * @example 0.42
                 */
                progress: number;
                /**
                 * @description What it does now, in a word or two.
                 * @example transcribing
                 */
                stage: string | null;
                /**
                 * @description Its state.
                 * @example queued
                 * @enum {string}
                 */
                state: "queued" | "running" | "done" | "dead" | "cancelled";
            };
            /**
             * @description GET there shows how far it is.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/status
             */
            status_url: string;
        };
        /** @description What is said in other videos that is near in meaning. */
        RelatedMoments: {
            /** @description One of each video, the most alike first; none where nothing is near, or the captions have no embeddings. */
            moments: {
                /**
                 * @description Seconds.
                 * @example 88
                 */
                end: number;
                /**
                 * @description Of the track.
                 * @example en
                 */
                language: string;
                /**
                 * @description Of its meaning and the query's, up to 1; null where words alone found it.
                 * @example 0.52
                 */
                similarity: number | null;
                /**
                 * @description Who says it, in order; empty where the captions name nobody.
                 * @example [
                 *       "Ann"
                 *     ]
                 */
                speakers: string[];
                /**
                 * @description Seconds.
                 * @example 83.2
                 */
                start: number;
                /**
                 * @description What is said around the hit.
                 * @example beans behind the kitchen wall
                 */
                text: string;
                /**
                 * @description The track in which it was found.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track_id: string;
                video: components["schemas"]["FoundVideo"];
            }[];
        };
        /** @description A size of a video. */
        Rendition: {
            /**
             * @description Peak bit rate in bits a second.
             * @example 2400000
             */
            bandwidth: number;
            /**
             * @description As in RFC 6381.
             * @example avc1.64001f,mp4a.40.2
             */
            codecs: string;
            height: number | null;
            /**
             * @description source: the streams of the file itself.
             * @example 720p
             * @enum {string}
             */
            name: "source" | "1080p" | "720p" | "360p";
            /**
             * @description Bytes of the MP4.
             * @example 48120334
             */
            size_bytes: number;
            /**
             * @description The MP4.
             * @example /api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p
             */
            url: string;
            width: number | null;
        };
        /** @description What was requested exists, or a job makes it. */
        Requested: {
            /** @description null if it exists. */
            job: components["schemas"]["QueuedJob"] | null;
            /**
             * @description ready: it exists.
             * @example queued
             * @enum {string}
             */
            state: "ready" | "queued" | "running" | "done" | "dead" | "cancelled";
            /**
             * @description GET there shows how far it is.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/hearing
             */
            status_url: string;
        };
        /** @description An older revision to make current again, as a new one. */
        Restore: {
            /**
             * @description The revision that the change is based on: if another one is current, the answer is 409.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            base_revision: string;
            /**
             * @description The revision to make current again.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            revision: string;
        };
        /** @description A revision in a track's history. */
        Revision: {
            /**
             * @description Who saved it; null for the machine's.
             * @example owner
             */
            author: string | null;
            /**
             * @description The revision that it changed.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            base_revision: string | null;
            /**
             * Format: date-time
             * @description When it was written.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description Cues in all.
             * @example 98
             */
            cue_count: number;
            /**
             * @description The revision's id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description Whether viewers get it.
             * @example true
             */
            is_current: boolean;
            /**
             * @description The model that wrote it.
             * @example base
             */
            model: string | null;
            /**
             * @description What its author noted.
             * @example names checked
             */
            note: string | null;
            /**
             * @description Whether a model wrote or translated it, a person edited it, or it came as a file.
             * @example auto
             * @enum {string}
             */
            source: "auto" | "translated" | "edited" | "uploaded";
            /**
             * @description Words in all.
             * @example 1204
             */
            word_count: number;
        };
        /** @description Who wrote a revision, and when. */
        RevisionHead: {
            /**
             * @description Who saved it; null for the machine's.
             * @example owner
             */
            author: string | null;
            /**
             * Format: date-time
             * @description When it was written.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description The revision's id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description The model that wrote it.
             * @example base
             */
            model: string | null;
            /**
             * @description What its author noted.
             * @example names checked
             */
            note: string | null;
            /**
             * @description Whether a model wrote or translated it, a person edited it, or it came as a file.
             * @example auto
             * @enum {string}
             */
            source: "auto" | "translated" | "edited" | "uploaded";
        };
        /** @description The history of a track. */
        RevisionList: {
            /** @description The newest first. */
            revisions: components["schemas"]["Revision"][];
        };
        /** @description Sentences with strong, adult or violent words, and pictures that may show nudity. */
        Safety: {
            /** @description At most 200, in order. For a person to look at: nothing is hidden or blocked. */
            flags: {
                /**
                 * @description What the words are of.
                 * @example strong language
                 * @enum {string}
                 */
                category: "strong language" | "adult" | "violence";
                /**
                 * @description Seconds.
                 * @example 17.1
                 */
                end: number;
                /**
                 * @description Seconds.
                 * @example 12.5
                 */
                start: number;
                /**
                 * @description As the captions say it.
                 * @example Press it for ten seconds.
                 */
                text: string;
                /**
                 * @description The words that were found.
                 * @example [
                 *       "damn"
                 *     ]
                 */
                words: string[];
            }[];
            /** @description Parts whose picture may show nudity. For a person to look at: nothing is hidden or blocked. */
            frames?: {
                /**
                 * @description Seconds.
                 * @example 17.1
                 */
                end: number;
                /**
                 * @description How sure the model is, 0.8 to 1.
                 * @example 0.93
                 */
                score: number;
                /**
                 * @description Seconds.
                 * @example 12.5
                 */
                start: number;
            }[];
            /**
             * @description How many frames were looked at; null: none, since there is no picture or the model could not be fetched.
             * @example 600
             */
            frames_looked_at?: number | null;
            /**
             * @description Of the captions that were read; `und` where it is unknown.
             * @example en
             */
            language: string;
            /**
             * @description The language that is spoken, where a translation of the captions was read; null where it was not.
             * @example es
             */
            translated_from?: string | null;
            /**
             * @description Why nothing was made, such as a language that the model was not trained on; null where it was.
             * @example not available for French
             */
            unavailable: string | null;
        };
        /** @description What ffmpeg runs in. Limits hold in each. */
        Sandbox: {
            /**
             * @description Why it is not bubblewrap.
             * @example bwrap is not installed
             */
            missing: string | null;
            /**
             * @description bubblewrap, setpriv or none.
             * @example bubblewrap
             */
            name: string;
        };
        /** @description Cues to save as a new revision. */
        SaveCues: {
            /**
             * @description The revision that the change is based on: if another one is current, the answer is 409.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            base_revision: string;
            /** @description All cues, in order. */
            cues: components["schemas"]["SubmittedCue"][];
            /**
             * @description A note.
             * @example names checked
             */
            note?: string | null;
        };
        /** @description A draft was saved. */
        SavedDraft: {
            /**
             * Format: date-time
             * @description When it was saved.
             * @example 2026-11-29T10:00:00.000Z
             */
            saved_at: string;
            /**
             * @description Of the draft now.
             * @example 4
             */
            version: number;
        };
        /** @description Cues that are not saved yet. */
        SaveDraft: {
            /**
             * @description The revision that the change is based on: if another one is current, the answer is 409.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            base_revision: string;
            /** @description All cues, in order. */
            cues: components["schemas"]["DraftCue"][];
            /**
             * @description That of the draft that was read last; 0 for a new one.
             * @default 0
             * @example 0
             */
            version: number;
        };
        /** @description A page of moments. */
        SearchResults: {
            /**
             * @description `query` with mistyped words replaced, which was searched instead because `query` found nothing by words; null otherwise. Later pages take it as `q`.
             * @example kitchen
             */
            corrected_query: string | null;
            /** @description Those that are found by meaning are on the first page, between the others; one that has the words too may come again on a later page. By words alone: the newest video first. */
            moments: components["schemas"]["Moment"][];
            /**
             * @description The `cursor` of the next page; null on the last.
             * @example WzAuNSw5XQ
             */
            next_cursor: string | null;
            /**
             * @description Why nothing was looked for by meaning although it was asked for; null where it was.
             * @example the sentence model is being loaded: search again in a moment
             */
            notice: string | null;
            /**
             * @description What was searched for.
             * @example kitchn
             */
            query: string;
            /** @description Videos whose title or description matches; on the first page only. */
            videos: components["schemas"]["FoundVideo"][];
        };
        /** @description How positive the words of a video are, over its time. */
        Sentiment: {
            label: ("negative" | "neutral" | "positive") | null;
            /**
             * @description Of the captions that were read; `und` where it is unknown.
             * @example en
             */
            language: string;
            /**
             * @description The mean over all sentences, -1 (negative) to 1 (positive); null without sentences.
             * @example 0.21
             */
            score: number | null;
            /** @description Over the time of the video, in order. */
            spans: {
                /**
                 * @description Seconds.
                 * @example 17.1
                 */
                end: number;
                /**
                 * @description The mean of the span, -1 to 1.
                 * @example 0.4
                 */
                score: number;
                /**
                 * @description Seconds.
                 * @example 12.5
                 */
                start: number;
            }[];
            /**
             * @description The language that is spoken, where a translation of the captions was read; null where it was not.
             * @example es
             */
            translated_from?: string | null;
            /**
             * @description Why nothing was made, such as a language that the model was not trained on; null where it was.
             * @example not available for French
             */
            unavailable: string | null;
        };
        /** @description Who is signed in. */
        Session: {
            /**
             * @description Whether this user may change everything.
             * @example true
             */
            is_administrator: boolean;
            /**
             * @description The name to show.
             * @example owner
             */
            name: string;
            /**
             * @description The id of what this user uploads.
             * @example owner
             */
            user: string;
        };
        /** @description The configuration in force, without secrets. */
        SettingList: {
            /** @description In the order of the documentation. */
            settings: {
                /**
                 * @description Whether its value is not shown.
                 * @example false
                 */
                is_secret: boolean;
                /**
                 * @description Whether the environment sets it.
                 * @example true
                 */
                is_set: boolean;
                /**
                 * @description What it does, in Markdown.
                 * @example the least serious messages that are logged
                 */
                meaning: string;
                /**
                 * @description The environment variable.
                 * @example LOG_LEVEL
                 */
                name: string;
                /**
                 * @description What is in force; null if it is secret or empty.
                 * @example info
                 */
                value: string | null;
            }[];
        };
        /** @description A sound where nothing is said. */
        SoundEvent: {
            /**
             * @description Seconds.
             * @example 8.5
             */
            end: number;
            /**
             * @description What is heard.
             * @example music
             * @constant
             */
            label: "music";
            /**
             * @description Seconds.
             * @example 0
             */
            start: number;
        };
        /** @description What is heard where nothing is said. */
        SoundEvents: {
            /** @description In order; empty where there is none. */
            events: components["schemas"]["SoundEvent"][];
        };
        /** @description How well the sound of a video can be understood. */
        SoundQuality: {
            captions: ("good" | "fair" | "poor") | null;
            /** @description Of the channels; of more than two, mixed. */
            channel_levels_db: number[];
            confidence: number | null;
            /**
             * @description Whether left and right cancel each other.
             * @example false
             */
            is_opposite_phase: boolean;
            /** @description By EBU R 128; null in a quick look. */
            loudness: {
                integrated_lufs: number | null;
                /**
                 * @description Loudness range in LU.
                 * @example 6.2
                 */
                range_lu: number;
                true_peak_db: number | null;
            } | null;
            /**
             * @description Only in a quick look, before the captions: how many seconds of the sound it is of. The whole is measured after them.
             * @example 90
             */
            quick_look_seconds?: number;
            /** @description What is wrong, the worst first; empty where nothing is. */
            reasons: components["schemas"]["SoundReason"][];
            score: number | null;
            /**
             * @description The share of the time that is quieter than -60 dB of full scale.
             * @example 0.05
             */
            silence_share: number;
            /** @description null where nobody speaks. */
            speech: components["schemas"]["SpeechMeasures"] | null;
            /**
             * @description The share of the time in which somebody speaks.
             * @example 0.81
             */
            speech_share: number;
        };
        /** @description Something that makes speech hard to understand. */
        SoundReason: {
            /**
             * @description What to do about it.
             * @example Record closer to the microphone, or in a quieter place.
             */
            advice: string;
            /**
             * @description What was found.
             * @example noise
             * @enum {string}
             */
            code: "noise" | "narrow_band" | "reverberation" | "clipping" | "dropouts" | "quiet" | "unsure_captions" | "opposite_phase" | "empty_channel" | "no_speech" | "silent";
            /**
             * @description A sentence for people.
             * @example The voice is only 6 dB louder than the noise around it.
             */
            text: string;
        };
        /** @description Levels, voice activity, and spans of speech, music and silence. */
        SoundReport: {
            /**
             * @description Hz: the centre of each band, the lowest first.
             * @example [
             *       20,
             *       60
             *     ]
             */
            band_hz: number[];
            /**
             * @description Columns of all pieces.
             * @example 1250
             */
            frames: number;
            /**
             * @description Seconds from one column to the next.
             * @example 0.01
             */
            hop_seconds: number;
            /**
             * @description Mel bands: the rows of a column.
             * @example 80
             */
            n_mels: number;
            /** @description The whole file at low resolution. */
            overview: {
                /**
                 * @description Bytes, column by column, the lowest band first.
                 * @example AAECAw==
                 */
                mel: string;
                /**
                 * @description Columns of the spectrogram for one of `mel`.
                 * @example 1
                 */
                mel_step: number;
                /**
                 * @description Signed bytes: pairs of the lowest and the highest sample, times 127.
                 * @example AAECAw==
                 */
                peaks: string;
                /**
                 * @description Columns for one pair of `peaks`.
                 * @example 1
                 */
                peaks_step: number;
            };
            /**
             * @description dB of full scale: the loudest sample; null for digital silence.
             * @example -3.1
             */
            peak_db: number | null;
            /** @description In order, without gaps. */
            pieces: {
                /**
                 * @description Seconds.
                 * @example 12.5
                 */
                end: number;
                /**
                 * @description Columns.
                 * @example 1250
                 */
                frames: number;
                /**
                 * @description Whether Whisper reads it.
                 * @example true
                 */
                is_read: boolean;
                /**
                 * @description The log-mel value of byte 255.
                 * @example 1.2
                 */
                max: number;
                /**
                 * @description The log-mel value of byte 0.
                 * @example -0.8
                 */
                min: number;
                /**
                 * @description Seconds; column i is centred i * hop_seconds later.
                 * @example 0
                 */
                start: number;
            }[];
            /**
             * @description Hz: Whisper's.
             * @example 16000
             */
            sample_rate: number;
            /**
             * @description Length of the sound in seconds.
             * @example 12.5
             */
            seconds: number;
            /**
             * @description dB of full scale: quieter sound is silence, unless it is speech.
             * @example -50
             */
            silence_below_db: number;
            /** @description In order, without gaps. */
            spans: {
                /**
                 * @description Seconds.
                 * @example 1.5
                 */
                end: number;
                /**
                 * @description What it sounds like.
                 * @example speech
                 * @enum {string}
                 */
                kind: "speech" | "music_or_noise" | "silence";
                /**
                 * @description Seconds.
                 * @example 0
                 */
                start: number;
            }[];
            /** @constant */
            version: 1;
        };
        /** @description A voice, with all that it says. */
        Speaker: {
            /**
             * @description From 1, in the order in which they first speak.
             * @example 1
             */
            id: number;
            /**
             * @description Whether the owner gave the name.
             * @example true
             */
            is_named: boolean;
            /**
             * @description As in the captions; Speaker and the number, until the owner gives a name.
             * @example Ann
             */
            name: string;
            /**
             * @description How long the speaker speaks in all.
             * @example 73.5
             */
            seconds: number;
            /** @description When, in order. */
            spans: components["schemas"]["SpeakerSpan"][];
        };
        /** @description New names of speakers. */
        SpeakerNames: {
            /** @description Those that get another name. */
            speakers: {
                /**
                 * @description Which speaker.
                 * @example 1
                 */
                id: number;
                /**
                 * @description The name; null: Speaker and the number again.
                 * @example Ann
                 */
                name: string | null;
            }[];
        };
        /** @description Who speaks when. */
        Speakers: {
            /** @description Up to ten; empty where nobody speaks. */
            speakers: components["schemas"]["Speaker"][];
        };
        /** @description A stretch in which a speaker speaks. */
        SpeakerSpan: {
            /**
             * @description Seconds.
             * @example 17.3
             */
            end: number;
            /**
             * @description Seconds.
             * @example 12.48
             */
            start: number;
        };
        /** @description A transcription: `json` has text and usage, `verbose_json` also segments and words. */
        Speech: {
            /**
             * @description All that is said.
             * @example The old gardener planted three rows of beans.
             */
            text: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A transcription to make. Other fields are ignored. */
        SpeechForm: {
            /**
             * @description Beams; 1 is greedy.
             * @example 5
             */
            beam_size?: number;
            /**
             * @description Whether a window's text precedes the next one.
             * @example false
             */
            condition_on_previous_text?: boolean;
            /**
             * Format: binary
             * @description The sound or video.
             * @example (bytes)
             */
            file: string;
            /**
             * @description Words to expect.
             * @example beans, trellis
             */
            hotwords?: string;
            /**
             * @description A code or an English name; `auto` to detect it, `auto-segment` to detect it in each window.
             * @example en
             */
            language?: string | null;
            /**
             * @description A model at hand, by its name here or on the hub; whisper-1 and other names of OpenAI: the configured one.
             * @example whisper-1
             */
            model?: string;
            /**
             * @description Text that comes before: names, spelling, style.
             * @example StreamForge
             */
            prompt?: string;
            /**
             * @description json if absent.
             * @example json
             * @enum {string}
             */
            response_format?: "json" | "text" | "srt" | "verbose_json" | "vtt";
            /**
             * @description Whether the text comes as events.
             * @example false
             */
            stream?: boolean;
            /**
             * @description The first temperature.
             * @example 0
             */
            temperature?: number;
            /**
             * @description For verbose_json: which times it has; also as `timestamp_granularities[]`, or as a JSON list.
             * @example [
             *       "segment"
             *     ]
             */
            timestamp_granularities?: ("word" | "segment")[];
            /**
             * @description Whether silence is skipped.
             * @example true
             */
            vad_filter?: boolean;
        };
        /** @description What was measured of speech, mixed to mono at 16 kHz. */
        SpeechMeasures: {
            /**
             * @description Hz up to which there is sound; Whisper gets 8000.
             * @example 8000
             */
            bandwidth_hz: number;
            /**
             * @description The share of the samples near the highest level.
             * @example 0.001
             */
            clipped_share: number;
            /**
             * @description Seconds in which the room's sound decays by 60 dB, estimated from speech.
             * @example 0.3
             */
            decay_seconds: number;
            /**
             * @description The share of speech that is missing in short gaps.
             * @example 0
             */
            dropped_share: number;
            /**
             * @description dB of full scale, while somebody speaks.
             * @example -22.1
             */
            level_db: number;
            /**
             * @description dB of full scale, while nobody speaks.
             * @example -58.4
             */
            noise_db: number;
            /**
             * @description dB from the noise to the speech; 60 is the most that is told.
             * @example 36.3
             */
            snr_db: number;
        };
        /** @description Another window has saved or removed the draft. */
        StaleDraft: {
            current: components["schemas"]["Draft"] | null;
            /**
             * @description What was wrong, and what would be right.
             * @example there is no such video, or it is private
             */
            detail: string;
            /**
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /**
             * @description The name of the status.
             * @example Not Found
             */
            title: string;
            /**
             * @description Always about:blank: the status is the kind of error.
             * @example about:blank
             * @constant
             */
            type: "about:blank";
        };
        /** @description Another revision became current, or the state does not allow it. */
        StaleRevision: {
            /**
             * @description The revision that was sent.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            base_revision?: string;
            /** @description The revision that is current now. */
            current?: {
                cues: components["schemas"]["Cue"][];
                revision: components["schemas"]["RevisionHead"];
            } | null;
            /**
             * @description What was wrong, and what would be right.
             * @example there is no such video, or it is private
             */
            detail: string;
            /**
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /**
             * @description The name of the status.
             * @example Not Found
             */
            title: string;
            /**
             * @description Always about:blank: the status is the kind of error.
             * @example about:blank
             * @constant
             */
            type: "about:blank";
        };
        /** @description The storage in use, by video. */
        StorageUse: {
            /**
             * @description Whether the objects were listed; else the database was asked, which knows sources and MP4s.
             * @example false
             */
            measured: boolean;
            /**
             * @description Where objects are stored.
             * @example host:/srv/streamforge/media
             */
            place: string;
            /**
             * @description Of all videos.
             * @example 1240145008
             */
            total_bytes: number;
            unassigned_bytes: number | null;
            /**
             * @description Videos in all.
             * @example 12
             */
            video_count: number;
            /** @description The largest first. */
            videos: {
                caption_bytes: number | null;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                other_bytes: number | null;
                /**
                 * @description Whose it is.
                 * @example owner
                 */
                owner: string;
                /**
                 * @description All sizes that can be played.
                 * @example 88000000
                 */
                rendition_bytes: number;
                /**
                 * @description The uploaded file.
                 * @example 152043008
                 */
                source_bytes: number;
                /**
                 * @description Its title.
                 * @example A talk
                 */
                title: string;
                /**
                 * @description Their sum.
                 * @example 240145008
                 */
                total_bytes: number;
            }[];
        };
        /** @description A cue of a draft, which may be unfinished. */
        StoredDraftCue: {
            /**
             * @description Seconds; before the start while the cue is unfinished.
             * @example 4
             */
            end: number;
            /**
             * @description Whether a person has changed it, where the editor knew it.
             * @example true
             */
            is_edited?: boolean;
            /** @description What is bold, in italics or underlined. */
            markup?: components["schemas"]["CueMarkup"][] | null;
            /** @description Where it is shown; null: in the usual place. */
            position?: components["schemas"]["CuePosition"] | null;
            /**
             * @description Who says it; null if nobody is named.
             * @example Ann
             */
            speaker?: string | null;
            /**
             * @description Seconds.
             * @example 2.4
             */
            start: number;
            /**
             * @description May be empty; lines are divided by \n.
             * @example of beans behind the kitchen wall.
             */
            text: string;
            /** @description When each word is spoken, where the editor knew it. */
            words?: {
                /**
                 * @description Seconds.
                 * @example 3.5
                 */
                end: number;
                /**
                 * @description How sure the model was, from 0 to 1.
                 * @example 0.98
                 */
                probability: number;
                /**
                 * @description Seconds.
                 * @example 3.1
                 */
                start: number;
                /**
                 * @description With the space before it.
                 * @example kitchen
                 */
                word: string;
            }[];
        };
        /** @description A stretch of the sound to caption again, or to time a text by. */
        Stretch: {
            /**
             * @description Seconds, at most half an hour after `start`.
             * @example 72
             */
            end: number;
            /**
             * @description Seconds.
             * @example 61.5
             */
            start: number;
            /**
             * @description What is spoken there: it gets the times of the sound. Absent: it is transcribed.
             * @example The old gardener planted beans.
             */
            text?: string;
        };
        /** @description A job captions the stretch. */
        Stretching: {
            job: components["schemas"]["QueuedJob"];
            /**
             * @description GET there shows how far it is.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/tracks/9kQ2vZ7xTqWc1YbN3mR5sA/stretch/1
             */
            status_url: string;
        };
        /** @description How far a stretch is, and its cues. */
        StretchState: {
            /** @description The cues of the stretch, with their words: the track itself is not changed. null until the job is done. */
            cues: components["schemas"]["Cue"][] | null;
            job: {
                /**
                 * @description Why it failed.
                 * @example the text does not fit the sound
                 */
                error: string | null;
                /**
                 * @description Its id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description How far it is, from 0 to 1.
                 * @example 0.42
                 */
                progress: number;
                /**
                 * @description What it does now, in a word or two.
                 * @example transcribing
                 */
                stage: string | null;
                /**
                 * @description Its state.
                 * @example done
                 * @enum {string}
                 */
                state: "queued" | "running" | "done" | "dead" | "cancelled";
            };
        };
        /** @description A cue to save. Other fields of it are ignored. */
        SubmittedCue: {
            /**
             * @description Seconds.
             * @example 4
             */
            end: number;
            /** @description What is bold, in italics or underlined; null: nothing. If absent, it stays. */
            markup?: components["schemas"]["SubmittedMarkup"][] | null;
            /** @description null: the usual place. If absent, it stays. */
            position?: components["schemas"]["SubmittedPosition"] | null;
            /**
             * @description Who says it; null: nobody is named. If absent, it stays.
             * @example Ann
             */
            speaker?: string | null;
            /**
             * @description Seconds.
             * @example 2.4
             */
            start: number;
            /**
             * @description Up to 1000 characters, with line breaks as \n.
             * @example of beans behind the kitchen wall.
             */
            text: string;
            /** @description When each word is spoken; if absent, known words keep their times. */
            words?: components["schemas"]["SubmittedWord"][];
        };
        /** @description A part of a text, counted in UTF-16 code units. */
        SubmittedMarkup: {
            /**
             * @description Where it begins in `text`.
             * @example 3
             */
            from: number;
            /**
             * @description How it is written.
             * @example italic
             * @enum {string}
             */
            style: "bold" | "italic" | "underline";
            /**
             * @description Where it ends.
             * @example 8
             */
            to: number;
        };
        /** @description Where a cue is to be shown, as WebVTT means it. */
        SubmittedPosition: {
            /**
             * @description How lines are set; absent: centred.
             * @example start
             * @enum {string}
             */
            align?: "start" | "end" | "left" | "right";
            /**
             * @description The number of a line, from the top from 0 or from the bottom from -1; or a share of the height, such as "85%".
             * @example 0
             */
            line?: number | string;
            /**
             * @description Which edge of the cue is there; absent: the upper one.
             * @example end
             * @enum {string}
             */
            line_align?: "center" | "end";
            /**
             * @description Percent of the width.
             * @example 10
             */
            position?: number;
            /**
             * @description Which part of the cue is there.
             * @example line-left
             * @enum {string}
             */
            position_align?: "line-left" | "center" | "line-right";
            /**
             * @description The width of its box, in percent.
             * @example 50
             */
            size?: number;
            /**
             * @description Vertical text, and where its lines grow to.
             * @example rl
             * @enum {string}
             */
            vertical?: "rl" | "lr";
        };
        /** @description When a word of a cue is spoken. */
        SubmittedWord: {
            /**
             * @description Seconds.
             * @example 3.5
             */
            end: number;
            /**
             * @description How sure the model was.
             * @default 1
             * @example 0.98
             */
            probability: number;
            /**
             * @description Seconds.
             * @example 3.1
             */
            start: number;
            /**
             * @description With the space before it.
             * @example kitchen
             */
            word: string;
        };
        /** @description Names and key phrases that may be tags. */
        SuggestedTags: {
            /**
             * @description Of the captions that were read; `und` where it is unknown.
             * @example en
             */
            language: string;
            /** @description Names first; suggestions: the video's tags change only when its owner takes one. */
            tags: {
                /**
                 * @description How often it is said.
                 * @example 3
                 */
                count: number;
                /**
                 * @description name: written with a capital within sentences.
                 * @example name
                 * @enum {string}
                 */
                kind: "name" | "phrase";
                /**
                 * @description How near it is to what the video is about, 0 to 1.
                 * @example 0.41
                 */
                score: number;
                /**
                 * @description As a tag is written; PATCH /api/videos/:id takes it.
                 * @example marie curie
                 */
                tag: string;
            }[];
            /**
             * @description The language that is spoken, where a translation of the captions was read; null where it was not.
             * @example es
             */
            translated_from?: string | null;
            /**
             * @description Why nothing was made, such as a language that the model was not trained on; null where it was.
             * @example not available for French
             */
            unavailable: string | null;
        };
        /** @description A video in a few of its own sentences. */
        Summary: {
            /**
             * @description Of the captions that were read; `und` where it is unknown.
             * @example en
             */
            language: string;
            /** @description The most central sentences of the transcript, in the order of time; empty where too few stand by themselves. */
            sentences: {
                /**
                 * @description Seconds.
                 * @example 17.1
                 */
                end: number;
                /**
                 * @description 1 is the most central sentence.
                 * @example 0.93
                 */
                score: number;
                /**
                 * @description Seconds.
                 * @example 12.5
                 */
                start: number;
                /**
                 * @description As the captions say it.
                 * @example Press it for ten seconds.
                 */
                text: string;
            }[];
            /**
             * @description The language that is spoken, where a translation of the captions was read; null where it was not.
             * @example es
             */
            translated_from?: string | null;
            /**
             * @description Why nothing was made, such as a language that the model was not trained on; null where it was.
             * @example not available for French
             */
            unavailable: string | null;
        };
        /** @description The tokens of a user who has signed in with supabase-js. */
        SupabaseSession: {
            /**
             * @description Of supabase-js's session.
             * @example eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl
             */
            access_token: string;
            /**
             * @description Of supabase-js's session.
             * @example v1-refresh
             */
            refresh_token: string;
        };
        /** @description Versions, devices and sandboxes. */
        System: {
            /**
             * @description Of the server.
             * @example 2.9.6
             */
            deno: string;
            /**
             * @description Of the database.
             * @example 18.4
             */
            postgres: string;
            /**
             * @description Where objects are stored.
             * @example host:/srv/streamforge/media
             */
            storage: string;
            /**
             * @description Of StreamForge.
             * @example 0.1.0
             */
            version: string;
            /** @description Those that run. */
            workers: {
                /**
                 * @description null until a model was loaded.
                 * @example cpu
                 */
                device: ("cpu" | "cuda") | null;
                /**
                 * @description Versions and sandbox, by name.
                 * @example {
                 *       "ffmpeg": "7.1"
                 *     }
                 */
                facts: {
                    [key: string]: string;
                };
                /**
                 * @description Why it is not CUDA.
                 * @example no CUDA device
                 */
                fallback_reason: string | null;
                /**
                 * @description Whether its WHISPER_MODEL is set.
                 * @example false
                 */
                has_fixed_model: boolean;
                /**
                 * @description Machine, process and more.
                 * @example host/4711/a1b2c3
                 */
                id: string;
                /**
                 * @description The model of jobs that name none.
                 * @example base
                 */
                model: string;
                /**
                 * @description The models on its machine.
                 * @example [
                 *       "base"
                 *     ]
                 */
                models: string[];
                /**
                 * Format: date-time
                 * @description Its last sign of life.
                 * @example 2026-11-29T10:00:00.000Z
                 */
                seen_at: string;
                /** @description How fast its machine writes captions with the model; null until it was measured. */
                speed: {
                    /**
                     * @description What it ran on.
                     * @example cpu
                     * @enum {string}
                     */
                    device: "cpu" | "cuda";
                    /**
                     * Format: date-time
                     * @description When.
                     * @example 2026-11-29T10:00:00.000Z
                     */
                    measured_at: string;
                    /**
                     * @description The model that was measured.
                     * @example base
                     */
                    model: string;
                    /**
                     * @description Seconds of sound for each second of computing.
                     * @example 12.4
                     */
                    times_real_time: number;
                } | null;
                /**
                 * @description Of StreamForge.
                 * @example 0.1.0
                 */
                version: string;
            }[];
        };
        /** @description The job that makes a frame the poster. */
        TakenFrame: {
            job: {
                /**
                 * @description Its id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description Such as transcode_video, caption_video, transcode_renditions.
                 * @example caption_video
                 */
                kind: string;
                /**
                 * @description Only queued and running here.
                 * @enum {string}
                 */
                state: "queued" | "running" | "done" | "dead" | "cancelled";
            };
        };
        /** @description A frame that may stand for a video. */
        ThumbnailCandidate: {
            /**
             * @description Faces that can be recognized as such in it.
             * @example 1
             */
            faces: number;
            /**
             * @description Pixels of the large picture.
             * @example 720
             */
            height: number;
            /**
             * @description Whether it stands for the video now, by the machine's choice or a person's.
             * @example false
             */
            is_poster: boolean;
            /**
             * @description JPEG, at most 1280 pixels a side.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-large.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1
             */
            large_url: string;
            large_webp_url: string | null;
            /**
             * @description Its place in the order of time, from 0.
             * @example 3
             */
            number: number;
            /** @description Why it was chosen; all are visible, sharp enough and unlike each other. */
            reasons: ("face" | "central_sentence" | "long_scene" | "sharp" | "well_lit")[];
            /**
             * @description How well it would stand for the video, 0 to 1.
             * @example 0.71
             */
            score: number;
            /**
             * @description JPEG, at most 640 pixels a side.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-small.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1
             */
            small_url: string;
            small_webp_url: string | null;
            /**
             * @description Seconds.
             * @example 83.4
             */
            start: number;
            /**
             * @description Pixels of the large picture.
             * @example 1280
             */
            width: number;
        };
        /** @description Frames that may stand for a video. */
        Thumbnails: {
            /** @description At most eight, in the order of time; empty where nothing can be seen. `GET /api/videos/:id/thumbnails` has their pictures. */
            candidates: {
                /**
                 * @description Faces that can be recognized as such in it.
                 * @example 1
                 */
                faces: number;
                /** @description Why it was chosen; all are visible, sharp enough and unlike each other. */
                reasons: ("face" | "central_sentence" | "long_scene" | "sharp" | "well_lit")[];
                /**
                 * @description How well it would stand for the video, 0 to 1.
                 * @example 0.71
                 */
                score: number;
                /**
                 * @description Seconds.
                 * @example 83.4
                 */
                start: number;
            }[];
        };
        /** @description What a video is about, from a fixed list. */
        Topics: {
            /**
             * @description Of the captions that were read; `und` where it is unknown.
             * @example en
             */
            language: string;
            /** @description The surest first; empty where none is near. */
            topics: {
                /**
                 * @description How alike transcript and topic are, 0 to 1.
                 * @example 0.46
                 */
                score: number;
                /**
                 * @description From the list in docs/analyses.md.
                 * @example technology
                 */
                topic: string;
            }[];
            /**
             * @description The language that is spoken, where a translation of the captions was read; null where it was not.
             * @example es
             */
            translated_from?: string | null;
            /**
             * @description Why nothing was made, such as a language that the model was not trained on; null where it was.
             * @example not available for French
             */
            unavailable: string | null;
        };
        /** @description A caption track with the cues of one revision. */
        Track: {
            /**
             * @description A commentary on the film.
             * @example false
             */
            commentary: boolean;
            cues: components["schemas"]["Cue"][];
            /**
             * @description Only lines in another language than the film's.
             * @example false
             */
            forced: boolean;
            /**
             * @description Also describes sounds.
             * @example false
             */
            hearing_impaired: boolean;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description Subtitles have what is spoken, captions also what is heard.
             * @example subtitles
             * @enum {string}
             */
            kind: "subtitles" | "captions";
            /**
             * @description Its name in a menu.
             * @example English
             */
            label: string;
            /**
             * @description Whisper's code, a language tag of the file, or und.
             * @example en
             */
            language: string;
            /**
             * @description Empty for the automatic track.
             * @example
             */
            name: string;
            revision: components["schemas"]["RevisionHead"];
        };
        /** @description The caption tracks of a video. */
        TrackList: {
            tracks: components["schemas"]["TrackSummary"][];
        };
        /** @description A caption track in a list. */
        TrackSummary: {
            /**
             * @description A commentary on the film.
             * @example false
             */
            commentary: boolean;
            /**
             * @description Cues in all.
             * @example 98
             */
            cue_count: number;
            /**
             * @description Only lines in another language than the film's.
             * @example false
             */
            forced: boolean;
            /**
             * @description Also describes sounds.
             * @example false
             */
            hearing_impaired: boolean;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description Subtitles have what is spoken, captions also what is heard.
             * @example subtitles
             * @enum {string}
             */
            kind: "subtitles" | "captions";
            /**
             * @description Its name in a menu.
             * @example English
             */
            label: string;
            /**
             * @description Whisper's code, a language tag of the file, or und.
             * @example en
             */
            language: string;
            /**
             * @description Empty for the automatic track.
             * @example
             */
            name: string;
            /**
             * @description The current revision.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            revision: string;
            /**
             * @description Whether a model wrote or translated it, a person edited it, or it came as a file.
             * @example auto
             * @enum {string}
             */
            source: "auto" | "translated" | "edited" | "uploaded";
            /**
             * @description building: its first cues are being written.
             * @example finished
             * @enum {string}
             */
            state: "building" | "finished";
            translation: components["schemas"]["TrackTranslation"];
            /**
             * Format: date-time
             * @description When its current revision was written.
             * @example 2026-11-29T10:00:00.000Z
             */
            updated_at: string;
            /**
             * @description Words in all.
             * @example 1204
             */
            word_count: number;
        };
        /** @description What a translated track is made from; null for others. */
        TrackTranslation: {
            /**
             * @description Who translated it.
             * @example LibreTranslate
             */
            by: string;
            /**
             * @description The track of the original.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            from: string;
            /**
             * @description Whether the original has changed since.
             * @example false
             */
            outdated: boolean;
            /**
             * @description The revision of it that was translated.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            revision: string | null;
        } | null;
        /** @description A translation of captions; a translation that exists is renewed. */
        Translate: {
            /**
             * @description chat: the language model of TRANSLATE_URL; libretranslate: LIBRETRANSLATE_URL; bergamot: a small model in the process; whisper: Whisper itself, from the sound, into English; marian: a model of OPUS-MT in the process.
             * @example chat
             * @enum {string}
             */
            by?: "chat" | "libretranslate" | "bergamot" | "whisper" | "marian";
            /**
             * @description The language to translate into: a code or an English name.
             * @example es
             */
            to: string;
            /**
             * @description The track to translate.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            track?: string;
        };
        /** @description A job translates. */
        Translating: {
            job: components["schemas"]["QueuedJob"];
            /**
             * @description GET there shows how far it is.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/translate
             */
            status_url: string;
        };
        /** @description What captions can be translated into. */
        TranslationChoices: {
            /** @description The job that translates captions of this video, or the last one. */
            job: {
                /**
                 * @description Who translates.
                 * @example chat
                 */
                by: string;
                /**
                 * @description Why it failed, or failed the last time.
                 * @example the endpoint answered 500
                 */
                error: string | null;
                /**
                 * @description Its id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description Its result, for people.
                 * @example 98 cues translated by LibreTranslate.
                 */
                message: string | null;
                /**
                 * @description How far it is, from 0 to 1.
                 * @example 0.42
                 */
                progress: number;
                /**
                 * @description What it does now, in a word or two.
                 * @example transcribing
                 */
                stage: string | null;
                /**
                 * @description Its state.
                 * @example running
                 * @enum {string}
                 */
                state: "queued" | "running" | "done" | "dead" | "cancelled";
                /**
                 * @description The language.
                 * @example es
                 */
                to: string;
            } | null;
            /** @description What is available now. */
            languages: {
                /** @description Who can do it, the preferred one first. */
                by: ("chat" | "libretranslate" | "bergamot" | "whisper" | "marian")[];
                /**
                 * @description Its own name.
                 * @example español
                 */
                label: string;
                /**
                 * @description Its code.
                 * @example es
                 */
                language: string;
            }[];
            /**
             * @description How the owner of the server gets more languages.
             * @example More languages come with ...
             */
            more: string;
            /** @description null while there are no finished captions. */
            original: {
                /**
                 * @description Its name in a menu.
                 * @example English
                 */
                label: string;
                /**
                 * @description Its language.
                 * @example en
                 */
                language: string;
                /**
                 * @description The track that would be translated.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            } | null;
            /** @description Translators that could not be asked. */
            problems: string[];
        };
        /** @description A translation beside its original, cue by cue. */
        TranslationPairs: {
            /**
             * @description Who translated it.
             * @example LibreTranslate
             */
            by: string;
            /**
             * @description The language of the translation.
             * @example es
             */
            language: string;
            original: {
                /**
                 * @description Its language.
                 * @example en
                 */
                language: string;
                /**
                 * @description Its current revision, whose cues are in the pairs.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                revision: string;
                /**
                 * @description The track of the original.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            /**
             * @description Whether the original has changed since.
             * @example false
             */
            outdated: boolean;
            /** @description In the order of time. */
            pairs: {
                /**
                 * @description Whether the original's text has changed since it was translated.
                 * @example false
                 */
                changed: boolean;
                /** @description null: cues of the translation without an original. */
                original: components["schemas"]["Cue"] | null;
                /** @description Mostly one cue; more where a person divided it, none where it is missing. */
                translation: components["schemas"]["Cue"][];
            }[];
            /**
             * @description The current revision of the translation.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            revision: string;
        };
        /** @description A video, as its viewer sees it. Addresses are paths of this server. */
        Video: {
            /**
             * @description The sound track that is played; null until it is known.
             * @example 2
             */
            audio_track: number | null;
            audio_track_reason: ("only" | "asked" | "language" | "default" | "voice") | null;
            /** @description Empty until it is prepared. */
            audio_tracks: components["schemas"]["AudioTrack"][];
            /**
             * @description Whether this viewer may change it.
             * @example true
             */
            can_edit: boolean;
            /**
             * @description The sound track that its captions are of.
             * @example 2
             */
            caption_audio_track: number | null;
            /**
             * @description Why its captions could not be made.
             * @example the model is missing
             */
            caption_error: string | null;
            /**
             * @description The shape of cues that was asked for.
             * @example {
             *       "max_line_chars": 32
             *     }
             */
            caption_layout: {
                [key: string]: number;
            };
            /**
             * @description Why there are no cues.
             * @example no speech
             */
            caption_note: string | null;
            /**
             * @description How far its captions are.
             * @example pending
             * @enum {string}
             */
            caption_status: "pending" | "processing" | "ready" | "failed";
            /** @description The default track first. */
            captions: components["schemas"]["VideoCaptions"][];
            chapters: components["schemas"]["Chapter"][];
            /**
             * @description Whether the file has them, they were found in the captions, or a person wrote them.
             * @example file
             * @enum {string}
             */
            chapters_by: "file" | "analysis" | "person";
            /**
             * Format: date-time
             * @description When it was uploaded.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description What its owner wrote about it, as plain text; may be empty.
             * @example What beans need.
             *
             *     0:00 Soil
             *     1:23 Water
             */
            description: string;
            duration_seconds: number | null;
            /**
             * @description Why it, or one of its sizes, could not be made.
             * @example the file is damaged
             */
            error: string | null;
            /**
             * @description For its owner alone: the name of the file; null if none was sent.
             * @example talk.mp4
             */
            file_name: string | null;
            /**
             * @description Whether it has sound.
             * @example true
             */
            has_audio: boolean;
            /**
             * @description Whether it has a picture.
             * @example true
             */
            has_video: boolean;
            height: number | null;
            /**
             * @description Its id: whoever knows the id of an unlisted video may watch it.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /** @description What waits or runs, the preparation of the video first. */
            jobs: components["schemas"]["ActiveJob"][];
            /**
             * @description The spoken language; null until it is known.
             * @example en
             */
            language: string | null;
            /** @description The likeliest spoken languages, at most five above 1 %; none where the language was given. */
            language_probabilities: components["schemas"]["LanguageProbability"][];
            /** @description For its owner alone: what is wrong with its file, although it plays. */
            notices: components["schemas"]["Notice"][];
            /**
             * @description For an administrator alone: whose it is.
             * @example user@example.com
             */
            owner: string | null;
            progress: number | null;
            /** @description The largest first. */
            renditions: components["schemas"]["Rendition"][];
            /**
             * @description Bytes of the uploaded file.
             * @example 152043008
             */
            size_bytes: number;
            /**
             * @description What it does now, in a word or two.
             * @example transcribing
             */
            stage: string | null;
            /**
             * @description ready: it can be played.
             * @example processing
             * @enum {string}
             */
            state: "processing" | "ready" | "failed";
            storyboard_url: string | null;
            /**
             * @description Lower case, in the person's order.
             * @example [
             *       "talk",
             *       "2026"
             *     ]
             */
            tags: string[];
            thumbnail_url: string | null;
            /**
             * @description Its title.
             * @example A talk
             */
            title: string;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-29T10:00:00.000Z
             */
            updated_at: string;
            urls: {
                /**
                 * @description The default captions.
                 * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions
                 */
                captions: string;
                /**
                 * @description How far the captions are.
                 * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/status
                 */
                captions_status: string;
                /**
                 * @description Its changes as server-sent events.
                 * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/events
                 */
                events: string;
                /**
                 * @description The HLS master playlist.
                 * @example /api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/master.m3u8
                 */
                hls: string;
                /**
                 * @description This video.
                 * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                self: string;
                /**
                 * @description The MP4 of at most 720p.
                 * @example /api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p
                 */
                stream: string;
            };
            /**
             * @description private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.
             * @example private
             * @enum {string}
             */
            visibility: "private" | "unlisted" | "public";
            width: number | null;
            word_count: number | null;
        };
        /** @description A caption track, as a video lists it. */
        VideoCaptions: {
            /**
             * @description A commentary on the film.
             * @example false
             */
            commentary: boolean;
            /**
             * @description Cues in all.
             * @example 98
             */
            cue_count: number;
            /**
             * @description Only lines in another language than the film's.
             * @example false
             */
            forced: boolean;
            /**
             * @description Also describes sounds.
             * @example false
             */
            hearing_impaired: boolean;
            /**
             * @description As JSON, with words.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.json?lang=en
             */
            json_url: string;
            /**
             * @description Subtitles have what is spoken, captions also what is heard.
             * @example subtitles
             * @enum {string}
             */
            kind: "subtitles" | "captions";
            /**
             * @description Its name in a menu, unique in the video.
             * @example English
             */
            label: string;
            /**
             * @description Whisper's code, a language tag of the file, or und.
             * @example en
             */
            language: string;
            /**
             * @description The model that wrote it, or who translated it; null if a person did.
             * @example base
             */
            model: string | null;
            /**
             * @description Empty for the automatic track.
             * @example
             */
            name: string;
            /**
             * @description Whether a model wrote or translated it, a person edited it, or it came as a file.
             * @example auto
             * @enum {string}
             */
            source: "auto" | "translated" | "edited" | "uploaded";
            /**
             * @description As SubRip.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.srt?lang=en
             */
            srt_url: string;
            /**
             * @description building: its first cues are being written.
             * @example finished
             * @enum {string}
             */
            state: "building" | "finished";
            /**
             * @description Its language tag (BCP 47), for srclang.
             * @example en
             */
            tag: string;
            translation: components["schemas"]["TrackTranslation"];
            /**
             * @description The text alone.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.txt?lang=en
             */
            txt_url: string;
            /**
             * @description As WebVTT.
             * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.vtt?lang=en
             */
            vtt_url: string;
            /**
             * @description Words in all.
             * @example 1204
             */
            word_count: number;
        };
        /** @description A page of a list of videos. */
        VideoPage: {
            /**
             * @description The `cursor` of the next page; null on the last.
             * @example WyJjcmVhdGVkIl0
             */
            next_cursor: string | null;
            videos: components["schemas"]["Video"][];
        };
        /** @description What is to change about a video; absent fields stay. */
        VideoPatch: {
            /** @description In order, each up to the next; none removes them. */
            chapters?: {
                /**
                 * @description Seconds.
                 * @example 0
                 */
                start: number;
                /**
                 * @description Its title.
                 * @example Introduction
                 */
                title: string;
            }[];
            /**
             * @description Plain text; empty removes it.
             * @example What beans need.
             *
             *     0:00 Soil
             *     1:23 Water
             */
            description?: string;
            /**
             * @description The spoken language, for the next captions; null or `auto` to detect it.
             * @example en
             */
            language?: string | null;
            /** @description At most 20 tags. */
            tags?: string[];
            /**
             * @description Its title.
             * @example A talk
             */
            title?: string;
            /**
             * @description private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.
             * @example private
             * @enum {string}
             */
            visibility?: "private" | "unlisted" | "public";
        };
        /** @description The picture that stands for a video, and others that may. */
        VideoThumbnails: {
            /** @description In the order of time; empty until the analysis `thumbnails` is made. */
            candidates: components["schemas"]["ThumbnailCandidate"][];
            /** @description null: the frame at a tenth of the length. */
            poster: components["schemas"]["Poster"] | null;
            /**
             * @description Changes when the candidates are made anew; null without any.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA-1
             */
            set: string | null;
        };
        /** @description How far who asks has watched a video. Nobody else can see it. */
        WatchProgress: {
            /**
             * @description Whether it was watched to its end once: 95 % of it.
             * @example false
             */
            is_watched: boolean;
            /**
             * @description Where it goes on, in seconds; 0 for the beginning: of what was not begun, or watched to its end.
             * @example 83.2
             */
            position: number;
            updated_at: string | null;
            /**
             * @description The video's id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            video_id: string;
        };
        /** @description What who asks has watched. */
        WatchProgressList: {
            /** @description The latest first. */
            progress: components["schemas"]["WatchProgress"][];
        };
        /** @description An address that events are sent to. */
        Webhook: {
            /**
             * @description Whether it gets events of all videos, or of its owner's alone.
             * @example true
             */
            all_videos: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description A note for people.
             * @example the catalogue
             */
            description: string;
            /**
             * @description Why the server switched it off.
             * @example its answer was 410 Gone
             */
            disabled_reason: string | null;
            /**
             * @description Whether events are sent to it.
             * @example true
             */
            enabled: boolean;
            /** @description The events that it gets. */
            events: string[];
            failing_since: string | null;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            old_secret_until: string | null;
            /**
             * Format: date-time
             * @description When it last changed.
             * @example 2026-11-29T10:00:00.000Z
             */
            updated_at: string;
            /**
             * @description Where events are posted.
             * @example https://example.com/hooks
             */
            url: string;
        };
        /** @description An event on its way to one webhook. */
        WebhookDelivery: {
            /**
             * @description How often it was tried.
             * @example 1
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When the event happened.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description Why it failed.
             * @example the answer was 500
             */
            error: string | null;
            /**
             * @description The header webhook-id, the same for every attempt.
             * @example msg_9kQ2vZ7xTqWc1YbN3mR5sA
             */
            event_id: string;
            finished_at: string | null;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description The status of the last answer; null if there was none.
             * @example 200
             */
            last_status: number | null;
            next_try_at: string | null;
            /**
             * @description waiting: for its first or next attempt; dead: given up.
             * @example waiting
             * @enum {string}
             */
            state: "waiting" | "delivered" | "dead";
            /**
             * @description The type of the event; webhook.test for a test.
             * @example captions.ready
             */
            type: string;
            video_id: string | null;
        };
        /** @description A delivery with what was sent and answered. */
        WebhookDeliveryDetails: {
            /** @description The first first. */
            attempt_list: {
                /**
                 * @description Why it failed.
                 * @example no answer within 15 s
                 */
                error: string | null;
                /**
                 * @description 1 for the first.
                 * @example 1
                 */
                number: number;
                /**
                 * @description The first KB of the answer's body.
                 * @example ok
                 */
                response: string | null;
                /**
                 * @description How long it took.
                 * @example 0.21
                 */
                seconds: number;
                /**
                 * Format: date-time
                 * @description When it began.
                 * @example 2026-11-29T10:00:00.000Z
                 */
                started_at: string;
                /**
                 * @description The status of the answer; null if there was none.
                 * @example 200
                 */
                status: number | null;
            }[];
            /**
             * @description How often it was tried.
             * @example 1
             */
            attempts: number;
            /**
             * @description Exactly what is sent and signed.
             * @example {"type":"captions.ready","data":{}}
             */
            body: string;
            /**
             * Format: date-time
             * @description When the event happened.
             * @example 2026-11-29T10:00:00.000Z
             */
            created_at: string;
            /**
             * @description Why it failed.
             * @example the answer was 500
             */
            error: string | null;
            /**
             * @description The header webhook-id, the same for every attempt.
             * @example msg_9kQ2vZ7xTqWc1YbN3mR5sA
             */
            event_id: string;
            finished_at: string | null;
            /**
             * @description Its id.
             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
             */
            id: string;
            /**
             * @description The status of the last answer; null if there was none.
             * @example 200
             */
            last_status: number | null;
            next_try_at: string | null;
            /**
             * @description waiting: for its first or next attempt; dead: given up.
             * @example waiting
             * @enum {string}
             */
            state: "waiting" | "delivered" | "dead";
            /**
             * @description The type of the event; webhook.test for a test.
             * @example captions.ready
             */
            type: string;
            video_id: string | null;
        };
        /** @description A page of the deliveries of a webhook. */
        WebhookDeliveryPage: {
            /** @description The newest first. */
            deliveries: components["schemas"]["WebhookDelivery"][];
            next_before: string | null;
        };
        /** @description A new webhook. */
        WebhookFields: {
            /**
             * @description A note for people.
             * @example the catalogue
             */
            description?: string;
            /**
             * @description The events that it gets: all, if absent.
             * @example [
             *       "video.ready",
             *       "video.failed",
             *       "captions.ready",
             *       "captions.failed"
             *     ]
             */
            events?: ("video.ready" | "video.failed" | "captions.ready" | "captions.failed")[];
            /**
             * @description Where events are posted: https, and not in a private network unless WEBHOOK_ALLOW_PRIVATE is 1.
             * @example https://example.com/hooks
             */
            url: string;
        };
        /** @description Webhooks. */
        WebhookList: {
            /** @description The oldest first. */
            webhooks: components["schemas"]["Webhook"][];
        };
        /** @description What is to change about a webhook; absent fields stay. */
        WebhookPatch: {
            /**
             * @description A note for people.
             * @example the catalogue
             */
            description?: string;
            /**
             * @description Whether events are sent to it. true also forgets its failures.
             * @example true
             */
            enabled?: boolean;
            /**
             * @description The events that it gets.
             * @example [
             *       "video.ready",
             *       "video.failed",
             *       "captions.ready",
             *       "captions.failed"
             *     ]
             */
            events?: ("video.ready" | "video.failed" | "captions.ready" | "captions.failed")[];
            /**
             * @description Where events are posted: https, and not in a private network unless WEBHOOK_ALLOW_PRIVATE is 1.
             * @example https://example.com/hooks
             */
            url?: string;
        };
        /** @description The secret of a webhook. */
        WebhookSecret: {
            old_secret_until: string | null;
            /**
             * @description Verifies signatures. Keep it as a password.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw7Qm1yQ9uB3o=
             */
            secret: string;
        };
        /** @description When a word is spoken. */
        Word: {
            /**
             * @description Seconds.
             * @example 3.5
             */
            end: number;
            /**
             * @description How sure the model was, from 0 to 1.
             * @example 0.98
             */
            probability: number;
            /**
             * @description Seconds.
             * @example 3.1
             */
            start: number;
            /**
             * @description With the space before it.
             * @example kitchen
             */
            word: string;
        };
        /** @description A process that runs jobs. */
        Worker: {
            /**
             * @description Why CUDA is not used.
             * @example no NVIDIA driver was found
             */
            cuda_fallback_reason: string | null;
            /**
             * @description cpu or cuda; null until a model is loaded.
             * @example cpu
             */
            device: string | null;
            /**
             * @description The model that it takes where a request names none.
             * @example base
             */
            model: string;
            /**
             * @description Those whose weights it has.
             * @example [
             *       "base",
             *       "tiny.en"
             *     ]
             */
            models: string[];
            /** @description null where it could not be found out. */
            sandbox: components["schemas"]["Sandbox"] | null;
            /**
             * Format: date-time
             * @description When it last reported.
             * @example 2026-11-29T10:00:00.000Z
             */
            seen_at: string;
            /**
             * @description Of the program.
             * @example 0.1.0
             */
            version: string;
        };
    };
    responses: {
        /** @description A field is wrong or unknown; the detail names it, what it held and what it may hold. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Bad Request",
                 *       "status": 400,
                 *       "detail": "visibility is \"x\": it must be one of private, unlisted, public"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It does not fit the present state; the detail says why. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Conflict",
                 *       "status": 409,
                 *       "detail": "this video has no sound, so there is nothing to caption"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is longer than this server takes. */
        ContentTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Content Too Large",
                 *       "status": 413,
                 *       "detail": "the body is longer than the 65536 bytes it may be"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description This user may not do it, or a page of another origin tried to. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Forbidden",
                 *       "status": 403,
                 *       "detail": "only the owner of this video may change it"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It is gone for good. */
        Gone: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Gone",
                 *       "status": 410,
                 *       "detail": "the upload is gone"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The disk is full; `Retry-After` says when to try again. */
        InsufficientStorage: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Insufficient Storage",
                 *       "status": 507,
                 *       "detail": "there is no space left on the server's disk: try again later"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The server failed; its log says why. */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Internal Server Error",
                 *       "status": 500,
                 *       "detail": "The server could not do this. Its log says why."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Another request writes to it now. */
        Locked: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Locked",
                 *       "status": 423,
                 *       "detail": "the upload is in use: try again"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The path has other methods; `Allow` lists them. */
        MethodNotAllowed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Method Not Allowed",
                 *       "status": 405,
                 *       "detail": "PUT is not a method of /api/videos: it has GET, HEAD, POST, OPTIONS"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is nothing with this id, or the viewer may not see it. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Not Found",
                 *       "status": 404,
                 *       "detail": "there is no such video, or it is private"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The server does not do this. */
        NotImplemented: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Not Implemented",
                 *       "status": 501,
                 *       "detail": "this is not implemented"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A header asks for another version. */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Precondition Failed",
                 *       "status": 412,
                 *       "detail": "Tus-Resumable Required"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The range is outside of the file. */
        RangeNotSatisfiable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Range Not Satisfiable",
                 *       "status": 416,
                 *       "detail": "the file ends before"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The database, the disk or a tool does not answer now; `Retry-After` says when to try again. */
        ServiceUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Service Unavailable",
                 *       "status": 503,
                 *       "detail": "The database can't be reached now, or takes too long. Try again in a few seconds."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many wrong tokens came from this address; `Retry-After` says when to try again. */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Too Many Requests",
                 *       "status": 429,
                 *       "detail": "too many wrong tokens came from this address: wait before the next try"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It needs a user, or the token is wrong. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "detail": "the Bearer token is not this server's: see its sign-in link"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A value of a well-formed body is wrong; the detail names it. */
        UnprocessableContent: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unprocessable Content",
                 *       "status": 422,
                 *       "detail": "cue 3 ends before it starts"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The file is neither video nor sound, or damaged. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unsupported Media Type",
                 *       "status": 415,
                 *       "detail": "the body is empty: it must be the file itself"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listMissingAnalyses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kinds": [
                     *         {
                     *           "kind": "sound_quality",
                     *           "is_on": true,
                     *           "missing": 12,
                     *           "queued": 0
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MissingAnalyses"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    queueMissingAnalyses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kinds": [
                 *         "sound_quality"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["QueueAnalyses"];
            };
        };
        responses: {
            /** @description Jobs make them; the counts now. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kinds": [
                     *         {
                     *           "kind": "sound_quality",
                     *           "is_on": true,
                     *           "missing": 12,
                     *           "queued": 0
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MissingAnalyses"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The defaults. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "small",
                     *       "language": "en",
                     *       "vocabulary": "Ada Lovelace",
                     *       "max_line_chars": 42,
                     *       "max_lines": 2,
                     *       "max_cue_seconds": 7
                     *     }
                     */
                    "application/json": components["schemas"]["Defaults"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "small",
                 *       "language": "en",
                 *       "vocabulary": "Ada Lovelace, Analytical Engine",
                 *       "max_line_chars": 42,
                 *       "max_lines": 2,
                 *       "max_cue_seconds": 7
                 *     }
                 */
                "application/json": components["schemas"]["DefaultsPatch"];
            };
        };
        responses: {
            /** @description The changed defaults. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "model": "small",
                     *       "language": "en",
                     *       "vocabulary": "Ada Lovelace",
                     *       "max_line_chars": 42,
                     *       "max_lines": 2,
                     *       "max_cue_seconds": 7
                     *     }
                     */
                    "application/json": components["schemas"]["Defaults"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "running": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "kind": "caption_video",
                     *           "state": "queued",
                     *           "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "video_title": "A talk",
                     *           "model": "small",
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "error": "the disk is full",
                     *           "attempt": 1,
                     *           "worker": "host/4711/a1b2c3",
                     *           "cancel_requested": false,
                     *           "run_at": "2026-11-29T10:00:00.000Z",
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "started_at": "2026-11-29T10:00:00.000Z",
                     *           "finished_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "queued": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "kind": "caption_video",
                     *           "state": "queued",
                     *           "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "video_title": "A talk",
                     *           "model": "small",
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "error": "the disk is full",
                     *           "attempt": 1,
                     *           "worker": "host/4711/a1b2c3",
                     *           "cancel_requested": false,
                     *           "run_at": "2026-11-29T10:00:00.000Z",
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "started_at": "2026-11-29T10:00:00.000Z",
                     *           "finished_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "dead": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "kind": "caption_video",
                     *           "state": "queued",
                     *           "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "video_title": "A talk",
                     *           "model": "small",
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "error": "the disk is full",
                     *           "attempt": 1,
                     *           "worker": "host/4711/a1b2c3",
                     *           "cancel_requested": false,
                     *           "run_at": "2026-11-29T10:00:00.000Z",
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "started_at": "2026-11-29T10:00:00.000Z",
                     *           "finished_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "cancelled": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "kind": "caption_video",
                     *           "state": "queued",
                     *           "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "video_title": "A talk",
                     *           "model": "small",
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "error": "the disk is full",
                     *           "attempt": 1,
                     *           "worker": "host/4711/a1b2c3",
                     *           "cancel_requested": false,
                     *           "run_at": "2026-11-29T10:00:00.000Z",
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "started_at": "2026-11-29T10:00:00.000Z",
                     *           "finished_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "counts": {
                     *         "queued": 3,
                     *         "running": 1,
                     *         "dead": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The job's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A worker cancels it, usually within two seconds. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The job's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It waits in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "default": "base",
                     *       "default_from": "environment",
                     *       "hosts": [
                     *         "host"
                     *       ],
                     *       "models": [
                     *         {
                     *           "name": "small",
                     *           "bytes": 486000000,
                     *           "hosts": [
                     *             "host"
                     *           ],
                     *           "is_default": false,
                     *           "jobs": [
                     *             {
                     *               "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *               "kind": "fetch_model",
                     *               "host": "host",
                     *               "state": "queued",
                     *               "progress": 0.42,
                     *               "stage": "transcribing",
                     *               "error": "the hub can't be reached"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A model of the catalog, or one that a worker has.
                 * @example small
                 */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The removals wait in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "hosts": [
                     *         "host"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ModelRequest"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    downloadModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A model of the catalog, or one that a worker has.
                 * @example small
                 */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The downloads wait in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "hosts": [
                     *         "host"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ModelRequest"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listOwnerSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions, the one used last first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "address": "203.0.113.5",
                     *           "user_agent": "Mozilla/5.0",
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "seen_at": "2026-11-29T10:00:00.000Z",
                     *           "is_current": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description The one used last first. */
                        sessions: components["schemas"]["OwnerSession"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endOwnerSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    endOwnerSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A session of the owner.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ended: its cookie is worth nothing. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "settings": [
                     *         {
                     *           "name": "LOG_LEVEL",
                     *           "value": "info",
                     *           "is_set": true,
                     *           "is_secret": false,
                     *           "meaning": "the least serious messages that are logged"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SettingList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getStorageUse: {
        parameters: {
            query?: {
                /**
                 * @description Videos; 100 if absent.
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description 1 lists every stored object, which takes long in a large storage.
                 * @example 0
                 */
                measure?: "0" | "1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes of the largest videos, and of all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "place": "host:/srv/streamforge/media",
                     *       "measured": false,
                     *       "video_count": 12,
                     *       "total_bytes": 1240145008,
                     *       "unassigned_bytes": 0,
                     *       "videos": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "title": "A talk",
                     *           "owner": "owner",
                     *           "source_bytes": 152043008,
                     *           "rendition_bytes": 88000000,
                     *           "caption_bytes": 12000,
                     *           "other_bytes": 90000,
                     *           "total_bytes": 240145008
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["StorageUse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": "0.1.0",
                     *       "deno": "2.9.6",
                     *       "postgres": "18.4",
                     *       "storage": "host:/srv/streamforge/media",
                     *       "workers": [
                     *         {
                     *           "id": "host/4711/a1b2c3",
                     *           "version": "0.1.0",
                     *           "model": "base",
                     *           "has_fixed_model": false,
                     *           "device": "cpu",
                     *           "fallback_reason": "no CUDA device",
                     *           "speed": {
                     *             "model": "base",
                     *             "device": "cpu",
                     *             "times_real_time": 12.4,
                     *             "measured_at": "2026-11-29T10:00:00.000Z"
                     *           },
                     *           "models": [
                     *             "base"
                     *           ],
                     *           "facts": {
                     *             "ffmpeg": "7.1"
                     *           },
                     *           "seen_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["System"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    followLibrary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that goes on until the client ends it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: removed
                     *     data: {"id":"9kQ2vZ7xTqWc1YbN3mR5sA"}
                     */
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getReferenceReports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Reports of speech, music and silence. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "name": "speech",
                     *         "about": "Somebody reads a sentence.",
                     *         "hearing": {
                     *           "version": 1,
                     *           "seconds": 12.5,
                     *           "sample_rate": 16000,
                     *           "hop_seconds": 0.01,
                     *           "n_mels": 80,
                     *           "band_hz": [
                     *             20,
                     *             60
                     *           ],
                     *           "frames": 1250,
                     *           "pieces": [
                     *             {
                     *               "start": 0,
                     *               "end": 12.5,
                     *               "frames": 1250,
                     *               "min": -0.8,
                     *               "max": 1.2,
                     *               "is_read": true
                     *             }
                     *           ],
                     *           "spans": [
                     *             {
                     *               "start": 0,
                     *               "end": 1.5,
                     *               "kind": "speech"
                     *             }
                     *           ],
                     *           "peak_db": -3.1,
                     *           "silence_below_db": -50,
                     *           "overview": {
                     *             "mel_step": 1,
                     *             "mel": "AAECAw==",
                     *             "peaks_step": 1,
                     *             "peaks": "AAECAw=="
                     *           }
                     *         },
                     *         "sound": {
                     *           "type": "audio/flac",
                     *           "base64": "AAECAw=="
                     *         }
                     *       }
                     *     ]
                     */
                    "application/json": {
                        /**
                         * @description A description.
                         * @example Somebody reads a sentence.
                         */
                        about: string;
                        hearing: components["schemas"]["SoundReport"];
                        /**
                         * @description What it is a reference of.
                         * @example speech
                         * @enum {string}
                         */
                        name: "speech" | "music" | "silence";
                        /** @description The sound itself. */
                        sound: {
                            /**
                             * @description The file.
                             * @example AAECAw==
                             */
                            base64: string;
                            /**
                             * @description Its media type.
                             * @example audio/flac
                             */
                            type: string;
                        };
                    }[];
                };
            };
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPlaylists: {
        parameters: {
            query?: {
                /**
                 * @description true: one's own alone, without others' public ones.
                 * @example true
                 */
                mine?: boolean;
                /**
                 * @description The id of a video: `has_video` says which playlists have it.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                video?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The playlists. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "playlists": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "title": "Talks of 2026",
                     *           "visibility": "private",
                     *           "owner": "user@example.com",
                     *           "can_edit": true,
                     *           "video_count": 12,
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "updated_at": "2026-11-29T10:00:00.000Z",
                     *           "has_video": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Playlists"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createPlaylist: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Talks of 2026",
                 *       "visibility": "private",
                 *       "video": "9kQ2vZ7xTqWc1YbN3mR5sA"
                 *     }
                 */
                "application/json": components["schemas"]["NewPlaylist"];
            };
        };
        responses: {
            /** @description The playlist. */
            201: {
                headers: {
                    /**
                     * @description The playlist.
                     * @example /api/playlists/9kQ2vZ7xTqWc1YbN3mR5sA
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "Talks of 2026",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "can_edit": true,
                     *       "video_count": 12,
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "videos": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "title": "A talk",
                     *           "duration_seconds": 734.2,
                     *           "visibility": "private",
                     *           "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *           "page_url": "/videos/9kQ2vZ7xTqWc1YbN3mR5sA?list=9kQ2vZ7xTqWc1YbN3mR5sA"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Playlist"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getPlaylist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The playlist's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The playlist. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "Talks of 2026",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "can_edit": true,
                     *       "video_count": 12,
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "videos": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "title": "A talk",
                     *           "duration_seconds": 734.2,
                     *           "visibility": "private",
                     *           "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *           "page_url": "/videos/9kQ2vZ7xTqWc1YbN3mR5sA?list=9kQ2vZ7xTqWc1YbN3mR5sA"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Playlist"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deletePlaylist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The playlist's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    updatePlaylist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The playlist's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Talks of 2026",
                 *       "visibility": "private"
                 *     }
                 */
                "application/json": components["schemas"]["PlaylistPatch"];
            };
        };
        responses: {
            /** @description The changed playlist. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "Talks of 2026",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "can_edit": true,
                     *       "video_count": 12,
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "videos": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "title": "A talk",
                     *           "duration_seconds": 734.2,
                     *           "visibility": "private",
                     *           "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *           "page_url": "/videos/9kQ2vZ7xTqWc1YbN3mR5sA?list=9kQ2vZ7xTqWc1YbN3mR5sA"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Playlist"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    addPlaylistVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The playlist's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "video": "9kQ2vZ7xTqWc1YbN3mR5sA",
                 *       "before": "9kQ2vZ7xTqWc1YbN3mR5sA"
                 *     }
                 */
                "application/json": components["schemas"]["AddedVideo"];
            };
        };
        responses: {
            /** @description The changed playlist. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "Talks of 2026",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "can_edit": true,
                     *       "video_count": 12,
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "videos": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "title": "A talk",
                     *           "duration_seconds": 734.2,
                     *           "visibility": "private",
                     *           "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *           "page_url": "/videos/9kQ2vZ7xTqWc1YbN3mR5sA?list=9kQ2vZ7xTqWc1YbN3mR5sA"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Playlist"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    removePlaylistVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The playlist's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                video: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is not in it any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    movePlaylistVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The playlist's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                video: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "before": "9kQ2vZ7xTqWc1YbN3mR5sA"
                 *     }
                 */
                "application/json": components["schemas"]["MovedVideo"];
            };
        };
        responses: {
            /** @description The changed playlist. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "Talks of 2026",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "can_edit": true,
                     *       "video_count": 12,
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "videos": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "title": "A talk",
                     *           "duration_seconds": 734.2,
                     *           "visibility": "private",
                     *           "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *           "page_url": "/videos/9kQ2vZ7xTqWc1YbN3mR5sA?list=9kQ2vZ7xTqWc1YbN3mR5sA"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Playlist"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listWatchProgress: {
        parameters: {
            query?: {
                /**
                 * @description How many; 50 if absent.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description begun: only what is not watched to its end.
                 * @example all
                 */
                state?: "all" | "begun";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The places. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "progress": [
                     *         {
                     *           "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "position": 83.2,
                     *           "is_watched": false,
                     *           "updated_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WatchProgressList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteAllWatchProgress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is forgotten. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    search: {
        parameters: {
            query?: {
                /**
                 * @description Only videos that were added in this time until now.
                 * @example day
                 */
                added?: "day" | "week" | "month" | "year";
                /**
                 * @description `next_cursor` of the page before.
                 * @example WzAuNSw5XQ
                 */
                cursor?: string;
                /**
                 * @description true: only one's own videos in which the analysis `safety` flagged sentences or pictures.
                 * @example false
                 */
                flagged?: boolean;
                /**
                 * @description Only tracks in this language.
                 * @example en
                 */
                language?: string | null;
                /**
                 * @description short: under 5 minutes; long: from 20 minutes on.
                 * @example short
                 */
                length?: "short" | "medium" | "long";
                /**
                 * @description Moments on the page; 20 if absent. With both searches the first page may have as many more by meaning, at most ten.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description What is compared; both if absent. A phrase in quotes is found by words alone.
                 * @example both
                 */
                mode?: "both" | "words" | "meaning";
                /**
                 * @description Words, or a `"phrase"`, that were said; or a question.
                 * @example kitchen
                 */
                q?: string;
                /**
                 * @description Only videos whose words the analysis `sentiment` found to be so.
                 * @example positive
                 */
                sentiment?: "positive" | "neutral" | "negative";
                /**
                 * @description Text without a comma.
                 * @example talk
                 */
                tag?: string;
                /**
                 * @description Only videos that the analysis `topics` found to be about it.
                 * @example technology
                 */
                topic?: "technology" | "science" | "education" | "music" | "film and television" | "gaming" | "news and politics" | "business and finance" | "sport" | "health and fitness" | "cooking and food" | "travel" | "home and garden" | "cars and transport" | "fashion and beauty" | "history" | "art and literature" | "religion and philosophy" | "comedy" | "family and everyday life";
                /**
                 * @description Only videos that one has watched to their end, or has not; by who is not signed in none.
                 * @example yes
                 */
                watched?: "yes" | "no";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of moments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "query": "kitchn",
                     *       "corrected_query": "kitchen",
                     *       "moments": [
                     *         {
                     *           "video": {
                     *             "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "title": "A talk",
                     *             "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *             "duration_seconds": 734.2
                     *           },
                     *           "track_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "language": "en",
                     *           "start": 83.2,
                     *           "end": 88,
                     *           "text": "beans behind the kitchen wall",
                     *           "speakers": [
                     *             "Ann"
                     *           ],
                     *           "found_by": [
                     *             "words"
                     *           ],
                     *           "similarity": 0.52,
                     *           "marks": [
                     *             [
                     *               17,
                     *               24
                     *             ]
                     *           ]
                     *         }
                     *       ],
                     *       "videos": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "title": "A talk",
                     *           "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *           "duration_seconds": 734.2
                     *         }
                     *       ],
                     *       "notice": "the sentence model is being loaded: search again in a moment",
                     *       "next_cursor": "WzAuNSw5XQ"
                     *     }
                     */
                    "application/json": components["schemas"]["SearchResults"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": "owner",
                     *       "name": "owner",
                     *       "is_administrator": true
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Nobody is signed in. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    beginSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "access_token": "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl",
                 *       "refresh_token": "v1-refresh"
                 *     }
                 */
                "application/json": components["schemas"]["SupabaseSession"];
            };
        };
        responses: {
            /** @description The user, with the cookie of a session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": "owner",
                     *       "name": "owner",
                     *       "is_administrator": true
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getMp4: {
        parameters: {
            query?: {
                /**
                 * @description true: browsers save the file, under the title of the video.
                 * @example false
                 */
                download?: boolean;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The limit.
                 * @example 720p
                 */
                name: "source" | "1080p" | "720p" | "360p";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "audio/mp4": unknown;
                    "video/mp4": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "audio/mp4": unknown;
                    "video/mp4": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description With `STORAGE_REDIRECT=1`: the store has it. */
            307: {
                headers: {
                    /**
                     * @description A URL that is valid for a short time.
                     * @example https://s3.example.com/x
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getHlsFile: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description As the playlist names it.
                 * @example index.m3u8
                 */
                file: string;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The name of the size.
                 * @example 720p
                 */
                rendition: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example #EXTM3U */
                    "application/vnd.apple.mpegurl": string;
                    "video/iso.segment": unknown;
                    "video/mp4": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example #EXTM3U */
                    "application/vnd.apple.mpegurl": string;
                    "video/iso.segment": unknown;
                    "video/mp4": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description With `STORAGE_REDIRECT=1`: the store has it. */
            307: {
                headers: {
                    /**
                     * @description A URL that is valid for a short time.
                     * @example https://s3.example.com/x
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMasterPlaylist: {
        parameters: {
            query?: {
                /**
                 * @description `none` leaves the captions out, for pages with a `<track>`.
                 * @example none
                 */
                subtitles?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A master playlist (RFC 8216). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example #EXTM3U
                     *     #EXT-X-VERSION:7
                     */
                    "application/vnd.apple.mpegurl": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSubtitleFile: {
        parameters: {
            query?: {
                /**
                 * @description Only so that a new revision has another address.
                 * @example 1
                 */
                revision?: string;
            };
            header?: never;
            path: {
                /**
                 * @description As the playlist names it.
                 * @example en.m3u8
                 */
                file: string;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example #EXTM3U */
                    "application/vnd.apple.mpegurl": string;
                    /** @example WEBVTT */
                    "text/vtt": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getThumbnail: {
        parameters: {
            query?: {
                /**
                 * @description At most 640 pixels a side, or 1280 where there are as many.
                 * @example small
                 */
                size?: "small" | "large";
                /**
                 * @description Only so that a new poster has another address.
                 * @example 1
                 */
                v?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description With `STORAGE_REDIRECT=1`: the store has it. */
            307: {
                headers: {
                    /**
                     * @description A URL that is valid for a short time.
                     * @example https://s3.example.com/x
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getThumbnailWebp: {
        parameters: {
            query?: {
                /**
                 * @description At most 640 pixels a side, or 1280 where there are as many.
                 * @example small
                 */
                size?: "small" | "large";
                /**
                 * @description Only so that a new poster has another address.
                 * @example 1
                 */
                v?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description With `STORAGE_REDIRECT=1`: the store has it. */
            307: {
                headers: {
                    /**
                     * @description A URL that is valid for a short time.
                     * @example https://s3.example.com/x
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createUpload: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The version of the protocol.
                 * @example 1.0.0
                 */
                "Tus-Resumable": "1.0.0";
                /**
                 * @description In place of Upload-Length: a PATCH says it later.
                 * @example 1
                 */
                "Upload-Defer-Length"?: "1";
                /**
                 * @description Bytes of the whole file.
                 * @example 152043008
                 */
                "Upload-Length"?: string;
                /**
                 * @description Pairs of a name and a base64 value, separated by commas. Names: title, filename, language, visibility, audio_track, vocabulary, max_line_chars, max_lines, max_cue_seconds, as in the query of `POST /api/videos`; `name` stands for `filename`, and others (such as `filetype`) are ignored.
                 * @example filename dGFsay5tcDQ=,title QSB0YWxr
                 */
                "Upload-Metadata"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload waits for its bytes. */
            201: {
                headers: {
                    /**
                     * @description The new upload: PATCH sends its bytes.
                     * @example /api/uploads/9kQ2vZ7xTqWc1YbN3mR5sA
                     */
                    Location?: string;
                    /**
                     * @description The version of the protocol.
                     * @example 1.0.0
                     */
                    "Tus-Resumable"?: "1.0.0";
                    /**
                     * @description When it is deleted unless more bytes come.
                     * @example Mon, 30 Nov 2026 10:00:00 GMT
                     */
                    "Upload-Expires"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    readUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The upload's id, the last part of its `Location`.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteUpload: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The version of the protocol.
                 * @example 1.0.0
                 */
                "Tus-Resumable": "1.0.0";
            };
            path: {
                /**
                 * @description The upload's id, the last part of its `Location`.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            412: components["responses"]["PreconditionFailed"];
            415: components["responses"]["UnsupportedMediaType"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getUploadOffset: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The version of the protocol.
                 * @example 1.0.0
                 */
                "Tus-Resumable": "1.0.0";
            };
            path: {
                /**
                 * @description The upload's id, the last part of its `Location`.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is. */
            200: {
                headers: {
                    /**
                     * @description The version of the protocol.
                     * @example 1.0.0
                     */
                    "Tus-Resumable"?: "1.0.0";
                    /**
                     * @description When it is deleted unless more bytes come.
                     * @example Mon, 30 Nov 2026 10:00:00 GMT
                     */
                    "Upload-Expires"?: string;
                    /**
                     * @description Bytes of the whole file, if known.
                     * @example 152043008
                     */
                    "Upload-Length"?: string;
                    /**
                     * @description How many bytes have come.
                     * @example 1048576
                     */
                    "Upload-Offset"?: string;
                    /**
                     * @description The id of the video, once the upload is whole.
                     * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                     */
                    "X-Video-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            412: components["responses"]["PreconditionFailed"];
            415: components["responses"]["UnsupportedMediaType"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    appendToUpload: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The version of the protocol.
                 * @example 1.0.0
                 */
                "Tus-Resumable": "1.0.0";
                /**
                 * @description Bytes of the whole file.
                 * @example 152043008
                 */
                "Upload-Length"?: string;
                /**
                 * @description Where these bytes begin: as HEAD says.
                 * @example 0
                 */
                "Upload-Offset": string;
            };
            path: {
                /**
                 * @description The upload's id, the last part of its `Location`.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": unknown;
            };
        };
        responses: {
            /** @description The bytes are kept. */
            204: {
                headers: {
                    /**
                     * @description The version of the protocol.
                     * @example 1.0.0
                     */
                    "Tus-Resumable"?: "1.0.0";
                    /**
                     * @description When it is deleted unless more bytes come.
                     * @example Mon, 30 Nov 2026 10:00:00 GMT
                     */
                    "Upload-Expires"?: string;
                    /**
                     * @description Bytes of the whole file, if known.
                     * @example 152043008
                     */
                    "Upload-Length"?: string;
                    /**
                     * @description How many bytes have come.
                     * @example 1048576
                     */
                    "Upload-Offset"?: string;
                    /**
                     * @description The id of the video, once the upload is whole.
                     * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                     */
                    "X-Video-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listVideos: {
        parameters: {
            query?: {
                /**
                 * @description Only videos that were added in this time until now.
                 * @example day
                 */
                added?: "day" | "week" | "month" | "year";
                /**
                 * @description `next_cursor` of the page before, in the same order.
                 * @example WyJjcmVhdGVkIl0
                 */
                cursor?: string;
                /**
                 * @description true: only one's own videos in which the analysis `safety` flagged sentences or pictures.
                 * @example false
                 */
                flagged?: boolean;
                /**
                 * @description Only videos in this spoken language, or with captions in it.
                 * @example en
                 */
                language?: string | null;
                /**
                 * @description short: under 5 minutes; long: from 20 minutes on.
                 * @example short
                 */
                length?: "short" | "medium" | "long";
                /**
                 * @description Videos on the page; 50 if absent.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description The default is asc for titles, else desc: the newest, longest first.
                 * @example asc
                 */
                order?: "asc" | "desc";
                /**
                 * @description Each word must be in the title or in a tag.
                 * @example talk
                 */
                q?: string;
                /**
                 * @description Only videos whose words the analysis `sentiment` found to be so.
                 * @example positive
                 */
                sentiment?: "positive" | "neutral" | "negative";
                /**
                 * @description What the list is sorted by.
                 * @example created
                 */
                sort?: "created" | "title" | "duration" | "size";
                /**
                 * @description Only videos in this state.
                 * @example processing
                 */
                status?: "processing" | "captioned" | "failed";
                /**
                 * @description Text without a comma.
                 * @example talk
                 */
                tag?: string;
                /**
                 * @description Only videos that the analysis `topics` found to be about it.
                 * @example technology
                 */
                topic?: "technology" | "science" | "education" | "music" | "film and television" | "gaming" | "news and politics" | "business and finance" | "sport" | "health and fitness" | "cooking and food" | "travel" | "home and garden" | "cars and transport" | "fashion and beauty" | "history" | "art and literature" | "religion and philosophy" | "comedy" | "family and everyday life";
                /**
                 * @description Only videos that one has watched to their end, or has not; by who is not signed in none.
                 * @example yes
                 */
                watched?: "yes" | "no";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of videos. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "videos": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "title": "A talk",
                     *           "description": "What beans need.\n\n0:00 Soil\n1:23 Water",
                     *           "visibility": "private",
                     *           "owner": "user@example.com",
                     *           "state": "processing",
                     *           "error": "the file is damaged",
                     *           "file_name": "talk.mp4",
                     *           "duration_seconds": 734.2,
                     *           "width": 1920,
                     *           "height": 1080,
                     *           "has_video": true,
                     *           "has_audio": true,
                     *           "audio_tracks": [
                     *             {
                     *               "track": 2,
                     *               "language": "eng",
                     *               "title": "Microphone",
                     *               "channels": 2,
                     *               "codec": "aac",
                     *               "is_default": true
                     *             }
                     *           ],
                     *           "audio_track": 2,
                     *           "audio_track_reason": "only",
                     *           "caption_audio_track": 2,
                     *           "notices": [
                     *             {
                     *               "code": "incomplete",
                     *               "text": "The file is incomplete: its last 1204 bytes are missing."
                     *             }
                     *           ],
                     *           "size_bytes": 152043008,
                     *           "language": "en",
                     *           "language_probabilities": [
                     *             {
                     *               "language": "en",
                     *               "probability": 0.97
                     *             }
                     *           ],
                     *           "word_count": 1204,
                     *           "caption_status": "pending",
                     *           "caption_error": "the model is missing",
                     *           "caption_note": "no speech",
                     *           "caption_layout": {
                     *             "max_line_chars": 32
                     *           },
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "jobs": [
                     *             {
                     *               "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *               "kind": "caption_video",
                     *               "state": "queued",
                     *               "progress": 0.42,
                     *               "stage": "transcribing",
                     *               "started_at": "2026-11-29T10:00:00.000Z"
                     *             }
                     *           ],
                     *           "tags": [
                     *             "talk",
                     *             "2026"
                     *           ],
                     *           "renditions": [
                     *             {
                     *               "name": "720p",
                     *               "width": 1280,
                     *               "height": 720,
                     *               "size_bytes": 48120334,
                     *               "bandwidth": 2400000,
                     *               "codecs": "avc1.64001f,mp4a.40.2",
                     *               "url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p"
                     *             }
                     *           ],
                     *           "captions": [
                     *             {
                     *               "language": "en",
                     *               "tag": "en",
                     *               "label": "English",
                     *               "kind": "subtitles",
                     *               "name": "",
                     *               "forced": false,
                     *               "hearing_impaired": false,
                     *               "commentary": false,
                     *               "state": "finished",
                     *               "source": "auto",
                     *               "translation": {
                     *                 "from": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *                 "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *                 "by": "LibreTranslate",
                     *                 "outdated": false
                     *               },
                     *               "model": "base",
                     *               "word_count": 1204,
                     *               "cue_count": 98,
                     *               "vtt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.vtt?lang=en",
                     *               "srt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.srt?lang=en",
                     *               "json_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.json?lang=en",
                     *               "txt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.txt?lang=en"
                     *             }
                     *           ],
                     *           "chapters": [
                     *             {
                     *               "start": 0,
                     *               "end": 61.5,
                     *               "title": "Introduction"
                     *             }
                     *           ],
                     *           "chapters_by": "file",
                     *           "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *           "storyboard_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/storyboard.vtt",
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "updated_at": "2026-11-29T10:00:00.000Z",
                     *           "can_edit": true,
                     *           "urls": {
                     *             "self": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "stream": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p",
                     *             "hls": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/master.m3u8",
                     *             "captions": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions",
                     *             "captions_status": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/status",
                     *             "events": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/events"
                     *           }
                     *         }
                     *       ],
                     *       "next_cursor": "WyJjcmVhdGVkIl0"
                     *     }
                     */
                    "application/json": components["schemas"]["VideoPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    uploadVideo: {
        parameters: {
            query?: {
                /**
                 * @description The sound track to transcribe, from 1 in the file's order; without one, it is chosen.
                 * @example 2
                 */
                audio_track?: number;
                /**
                 * @description The name of the file.
                 * @example talk.mp4
                 */
                filename?: string;
                /**
                 * @description The spoken language: a code, an English name, or `auto` (the default) to detect it.
                 * @example en
                 */
                language?: string | null;
                /**
                 * @description The longest cue, in seconds.
                 * @example 7
                 */
                max_cue_seconds?: number;
                /**
                 * @description Characters of a line.
                 * @example 42
                 */
                max_line_chars?: number;
                /**
                 * @description Lines of a cue.
                 * @example 2
                 */
                max_lines?: number;
                /**
                 * @description Its title; without one, the name of the file without its extension.
                 * @example A talk
                 */
                title?: string;
                /**
                 * @description private: its owner alone; unlisted (the default): everyone who has the link; public: listed for all.
                 * @example private
                 */
                visibility?: "private" | "unlisted" | "public";
                /**
                 * @description Words and names that are said, so that the model spells them right.
                 * @example Ada Lovelace, Analytical Engine
                 */
                vocabulary?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description The new video, which is being prepared. */
            201: {
                headers: {
                    /**
                     * @description The video.
                     * @example /api/videos/9kQ2vZ7xTqWc1YbN3mR5sA
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "A talk",
                     *       "description": "What beans need.\n\n0:00 Soil\n1:23 Water",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "state": "processing",
                     *       "error": "the file is damaged",
                     *       "file_name": "talk.mp4",
                     *       "duration_seconds": 734.2,
                     *       "width": 1920,
                     *       "height": 1080,
                     *       "has_video": true,
                     *       "has_audio": true,
                     *       "audio_tracks": [
                     *         {
                     *           "track": 2,
                     *           "language": "eng",
                     *           "title": "Microphone",
                     *           "channels": 2,
                     *           "codec": "aac",
                     *           "is_default": true
                     *         }
                     *       ],
                     *       "audio_track": 2,
                     *       "audio_track_reason": "only",
                     *       "caption_audio_track": 2,
                     *       "notices": [
                     *         {
                     *           "code": "incomplete",
                     *           "text": "The file is incomplete: its last 1204 bytes are missing."
                     *         }
                     *       ],
                     *       "size_bytes": 152043008,
                     *       "language": "en",
                     *       "language_probabilities": [
                     *         {
                     *           "language": "en",
                     *           "probability": 0.97
                     *         }
                     *       ],
                     *       "word_count": 1204,
                     *       "caption_status": "pending",
                     *       "caption_error": "the model is missing",
                     *       "caption_note": "no speech",
                     *       "caption_layout": {
                     *         "max_line_chars": 32
                     *       },
                     *       "progress": 0.42,
                     *       "stage": "transcribing",
                     *       "jobs": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "kind": "caption_video",
                     *           "state": "queued",
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "started_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "tags": [
                     *         "talk",
                     *         "2026"
                     *       ],
                     *       "renditions": [
                     *         {
                     *           "name": "720p",
                     *           "width": 1280,
                     *           "height": 720,
                     *           "size_bytes": 48120334,
                     *           "bandwidth": 2400000,
                     *           "codecs": "avc1.64001f,mp4a.40.2",
                     *           "url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p"
                     *         }
                     *       ],
                     *       "captions": [
                     *         {
                     *           "language": "en",
                     *           "tag": "en",
                     *           "label": "English",
                     *           "kind": "subtitles",
                     *           "name": "",
                     *           "forced": false,
                     *           "hearing_impaired": false,
                     *           "commentary": false,
                     *           "state": "finished",
                     *           "source": "auto",
                     *           "translation": {
                     *             "from": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "by": "LibreTranslate",
                     *             "outdated": false
                     *           },
                     *           "model": "base",
                     *           "word_count": 1204,
                     *           "cue_count": 98,
                     *           "vtt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.vtt?lang=en",
                     *           "srt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.srt?lang=en",
                     *           "json_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.json?lang=en",
                     *           "txt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.txt?lang=en"
                     *         }
                     *       ],
                     *       "chapters": [
                     *         {
                     *           "start": 0,
                     *           "end": 61.5,
                     *           "title": "Introduction"
                     *         }
                     *       ],
                     *       "chapters_by": "file",
                     *       "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *       "storyboard_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/storyboard.vtt",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "can_edit": true,
                     *       "urls": {
                     *         "self": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "stream": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p",
                     *         "hls": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/master.m3u8",
                     *         "captions": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions",
                     *         "captions_status": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/status",
                     *         "events": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/events"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The video. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "A talk",
                     *       "description": "What beans need.\n\n0:00 Soil\n1:23 Water",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "state": "processing",
                     *       "error": "the file is damaged",
                     *       "file_name": "talk.mp4",
                     *       "duration_seconds": 734.2,
                     *       "width": 1920,
                     *       "height": 1080,
                     *       "has_video": true,
                     *       "has_audio": true,
                     *       "audio_tracks": [
                     *         {
                     *           "track": 2,
                     *           "language": "eng",
                     *           "title": "Microphone",
                     *           "channels": 2,
                     *           "codec": "aac",
                     *           "is_default": true
                     *         }
                     *       ],
                     *       "audio_track": 2,
                     *       "audio_track_reason": "only",
                     *       "caption_audio_track": 2,
                     *       "notices": [
                     *         {
                     *           "code": "incomplete",
                     *           "text": "The file is incomplete: its last 1204 bytes are missing."
                     *         }
                     *       ],
                     *       "size_bytes": 152043008,
                     *       "language": "en",
                     *       "language_probabilities": [
                     *         {
                     *           "language": "en",
                     *           "probability": 0.97
                     *         }
                     *       ],
                     *       "word_count": 1204,
                     *       "caption_status": "pending",
                     *       "caption_error": "the model is missing",
                     *       "caption_note": "no speech",
                     *       "caption_layout": {
                     *         "max_line_chars": 32
                     *       },
                     *       "progress": 0.42,
                     *       "stage": "transcribing",
                     *       "jobs": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "kind": "caption_video",
                     *           "state": "queued",
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "started_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "tags": [
                     *         "talk",
                     *         "2026"
                     *       ],
                     *       "renditions": [
                     *         {
                     *           "name": "720p",
                     *           "width": 1280,
                     *           "height": 720,
                     *           "size_bytes": 48120334,
                     *           "bandwidth": 2400000,
                     *           "codecs": "avc1.64001f,mp4a.40.2",
                     *           "url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p"
                     *         }
                     *       ],
                     *       "captions": [
                     *         {
                     *           "language": "en",
                     *           "tag": "en",
                     *           "label": "English",
                     *           "kind": "subtitles",
                     *           "name": "",
                     *           "forced": false,
                     *           "hearing_impaired": false,
                     *           "commentary": false,
                     *           "state": "finished",
                     *           "source": "auto",
                     *           "translation": {
                     *             "from": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "by": "LibreTranslate",
                     *             "outdated": false
                     *           },
                     *           "model": "base",
                     *           "word_count": 1204,
                     *           "cue_count": 98,
                     *           "vtt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.vtt?lang=en",
                     *           "srt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.srt?lang=en",
                     *           "json_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.json?lang=en",
                     *           "txt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.txt?lang=en"
                     *         }
                     *       ],
                     *       "chapters": [
                     *         {
                     *           "start": 0,
                     *           "end": 61.5,
                     *           "title": "Introduction"
                     *         }
                     *       ],
                     *       "chapters_by": "file",
                     *       "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *       "storyboard_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/storyboard.vtt",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "can_edit": true,
                     *       "urls": {
                     *         "self": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "stream": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p",
                     *         "hls": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/master.m3u8",
                     *         "captions": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions",
                     *         "captions_status": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/status",
                     *         "events": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/events"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteVideo: {
        parameters: {
            query?: {
                /**
                 * @description Hides the video for so long, and deletes it then; `undelete` brings it back until then.
                 * @example 20
                 */
                undo_seconds?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is hidden, and deleted later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "delete_at": "2026-11-29T10:00:00.000Z",
                     *       "undelete_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/undelete"
                     *     }
                     */
                    "application/json": components["schemas"]["HiddenVideo"];
                };
            };
            /** @description It is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    updateVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "A talk",
                 *       "description": "What beans need.\n\n0:00 Soil\n1:23 Water",
                 *       "language": "en",
                 *       "visibility": "private",
                 *       "tags": [
                 *         "talk"
                 *       ],
                 *       "chapters": [
                 *         {
                 *           "start": 0,
                 *           "title": "Introduction"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["VideoPatch"];
            };
        };
        responses: {
            /** @description The changed video. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "A talk",
                     *       "description": "What beans need.\n\n0:00 Soil\n1:23 Water",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "state": "processing",
                     *       "error": "the file is damaged",
                     *       "file_name": "talk.mp4",
                     *       "duration_seconds": 734.2,
                     *       "width": 1920,
                     *       "height": 1080,
                     *       "has_video": true,
                     *       "has_audio": true,
                     *       "audio_tracks": [
                     *         {
                     *           "track": 2,
                     *           "language": "eng",
                     *           "title": "Microphone",
                     *           "channels": 2,
                     *           "codec": "aac",
                     *           "is_default": true
                     *         }
                     *       ],
                     *       "audio_track": 2,
                     *       "audio_track_reason": "only",
                     *       "caption_audio_track": 2,
                     *       "notices": [
                     *         {
                     *           "code": "incomplete",
                     *           "text": "The file is incomplete: its last 1204 bytes are missing."
                     *         }
                     *       ],
                     *       "size_bytes": 152043008,
                     *       "language": "en",
                     *       "language_probabilities": [
                     *         {
                     *           "language": "en",
                     *           "probability": 0.97
                     *         }
                     *       ],
                     *       "word_count": 1204,
                     *       "caption_status": "pending",
                     *       "caption_error": "the model is missing",
                     *       "caption_note": "no speech",
                     *       "caption_layout": {
                     *         "max_line_chars": 32
                     *       },
                     *       "progress": 0.42,
                     *       "stage": "transcribing",
                     *       "jobs": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "kind": "caption_video",
                     *           "state": "queued",
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "started_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "tags": [
                     *         "talk",
                     *         "2026"
                     *       ],
                     *       "renditions": [
                     *         {
                     *           "name": "720p",
                     *           "width": 1280,
                     *           "height": 720,
                     *           "size_bytes": 48120334,
                     *           "bandwidth": 2400000,
                     *           "codecs": "avc1.64001f,mp4a.40.2",
                     *           "url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p"
                     *         }
                     *       ],
                     *       "captions": [
                     *         {
                     *           "language": "en",
                     *           "tag": "en",
                     *           "label": "English",
                     *           "kind": "subtitles",
                     *           "name": "",
                     *           "forced": false,
                     *           "hearing_impaired": false,
                     *           "commentary": false,
                     *           "state": "finished",
                     *           "source": "auto",
                     *           "translation": {
                     *             "from": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "by": "LibreTranslate",
                     *             "outdated": false
                     *           },
                     *           "model": "base",
                     *           "word_count": 1204,
                     *           "cue_count": 98,
                     *           "vtt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.vtt?lang=en",
                     *           "srt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.srt?lang=en",
                     *           "json_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.json?lang=en",
                     *           "txt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.txt?lang=en"
                     *         }
                     *       ],
                     *       "chapters": [
                     *         {
                     *           "start": 0,
                     *           "end": 61.5,
                     *           "title": "Introduction"
                     *         }
                     *       ],
                     *       "chapters_by": "file",
                     *       "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *       "storyboard_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/storyboard.vtt",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "can_edit": true,
                     *       "urls": {
                     *         "self": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "stream": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p",
                     *         "hls": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/master.m3u8",
                     *         "captions": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions",
                     *         "captions_status": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/status",
                     *         "events": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/events"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listAnalyses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that were made or asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "analyses": [
                     *         {
                     *           "kind": "sound_quality",
                     *           "state": "ready",
                     *           "result": {
                     *             "score": 91,
                     *             "captions": "good",
                     *             "reasons": [
                     *               {
                     *                 "code": "noise",
                     *                 "text": "The voice is only 6 dB louder than the noise around it.",
                     *                 "advice": "Record closer to the microphone, or in a quieter place."
                     *               }
                     *             ],
                     *             "loudness": {
                     *               "integrated_lufs": -19.4,
                     *               "range_lu": 6.2,
                     *               "true_peak_db": -1.3
                     *             },
                     *             "speech_share": 0.81,
                     *             "silence_share": 0.05,
                     *             "speech": {
                     *               "level_db": -22.1,
                     *               "noise_db": -58.4,
                     *               "snr_db": 36.3,
                     *               "bandwidth_hz": 8000,
                     *               "decay_seconds": 0.3,
                     *               "clipped_share": 0.001,
                     *               "dropped_share": 0
                     *             },
                     *             "channel_levels_db": [
                     *               -21.2
                     *             ],
                     *             "is_opposite_phase": false,
                     *             "confidence": 0.87,
                     *             "quick_look_seconds": 90
                     *           },
                     *           "made_by": "sound quality rule 1",
                     *           "seconds": 3.2,
                     *           "is_outdated": false,
                     *           "error": "no sound",
                     *           "updated_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Analyses"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    runAnalysis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "sound_quality"
                 *     }
                 */
                "application/json": components["schemas"]["NewAnalysis"];
            };
        };
        responses: {
            /** @description A job makes it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kind": "sound_quality",
                     *       "state": "ready",
                     *       "result": {
                     *         "score": 91,
                     *         "captions": "good",
                     *         "reasons": [
                     *           {
                     *             "code": "noise",
                     *             "text": "The voice is only 6 dB louder than the noise around it.",
                     *             "advice": "Record closer to the microphone, or in a quieter place."
                     *           }
                     *         ],
                     *         "loudness": {
                     *           "integrated_lufs": -19.4,
                     *           "range_lu": 6.2,
                     *           "true_peak_db": -1.3
                     *         },
                     *         "speech_share": 0.81,
                     *         "silence_share": 0.05,
                     *         "speech": {
                     *           "level_db": -22.1,
                     *           "noise_db": -58.4,
                     *           "snr_db": 36.3,
                     *           "bandwidth_hz": 8000,
                     *           "decay_seconds": 0.3,
                     *           "clipped_share": 0.001,
                     *           "dropped_share": 0
                     *         },
                     *         "channel_levels_db": [
                     *           -21.2
                     *         ],
                     *         "is_opposite_phase": false,
                     *         "confidence": 0.87,
                     *         "quick_look_seconds": 90
                     *       },
                     *       "made_by": "sound quality rule 1",
                     *       "seconds": 3.2,
                     *       "is_outdated": false,
                     *       "error": "no sound",
                     *       "updated_at": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Analysis"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getAttention: {
        parameters: {
            query?: {
                /**
                 * @description A moment, in seconds.
                 * @example 14.9
                 */
                t?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The moment, and all stored windows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "ready",
                     *       "progress": 0.42,
                     *       "stage": "transcribing",
                     *       "error": "the model is missing",
                     *       "window": {
                     *         "start": 0,
                     *         "end": 29.8,
                     *         "model": "base",
                     *         "data_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/attention/data?t=14.9"
                     *       },
                     *       "model": "base",
                     *       "refusal": "this video has no sound, so there is nothing to look into",
                     *       "windows": [
                     *         {
                     *           "start": 0,
                     *           "end": 29.8,
                     *           "model": "base",
                     *           "data_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/attention/data?t=14.9"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Attention"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    requestAttention: {
        parameters: {
            query?: {
                /**
                 * @description A moment, in seconds.
                 * @example 14.9
                 */
                t?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It exists. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "queued",
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/hearing"
                     *     }
                     */
                    "application/json": components["schemas"]["Requested"];
                };
            };
            /** @description A job computes it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "queued",
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/hearing"
                     *     }
                     */
                    "application/json": components["schemas"]["Requested"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    stopAttention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is computed any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getAttentionData: {
        parameters: {
            query?: {
                /**
                 * @description A moment, in seconds.
                 * @example 14.9
                 */
                t?: number;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description gzip of the file that src/core/attention.ts describes. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCaptions: {
        parameters: {
            query?: {
                /**
                 * @description The track in this language.
                 * @example en
                 */
                lang?: string;
                /**
                 * @description The track with this name; the automatic track has an empty one.
                 * @example
                 */
                name?: string;
                /**
                 * @description The track with this id, in place of the two.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example 1
                     *     00:00:02,400 --> 00:00:04,000
                     *     of beans behind the kitchen wall.
                     */
                    "application/x-subrip": string;
                    /**
                     * @example WEBVTT
                     *
                     *     1
                     *     00:00:02.400 --> 00:00:04.000
                     *     of beans behind the kitchen wall.
                     */
                    "text/vtt": string;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    uploadCaptions: {
        parameters: {
            query: {
                /**
                 * @description The file's encoding, such as windows-1252; if absent, it is found by what the file holds.
                 * @example windows-1252
                 */
                encoding?: string;
                /**
                 * @description Subtitles have what is spoken, captions also what is heard.
                 * @example subtitles
                 */
                kind?: "subtitles" | "captions";
                /**
                 * @description A language of Whisper: a code or an English name.
                 * @example de
                 */
                lang: string;
                /**
                 * @description The name of the track. If absent: none, or "Uploaded" where the automatic captions are in this language.
                 * @example Lyrics
                 */
                name?: string;
            };
            header?: {
                /**
                 * @description Only if this revision of the track is current.
                 * @example "9kQ2vZ7xTqWc1YbN3mR5sA"
                 */
                "If-Match"?: string;
                /**
                 * @description *: only if there is no such track.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example 1
                 *     00:00:02,400 --> 00:00:04,000
                 *     de frijoles detrás de la cocina.
                 */
                "application/x-subrip": string;
                /**
                 * @example WEBVTT
                 *
                 *     00:02.400 --> 00:04.000
                 *     de frijoles detrás de la cocina.
                 */
                "text/vtt": string;
            };
        };
        responses: {
            /** @description The new current revision of the track. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "language": "en",
                     *       "kind": "subtitles",
                     *       "name": "",
                     *       "forced": false,
                     *       "hearing_impaired": false,
                     *       "commentary": false,
                     *       "label": "English",
                     *       "revision": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "source": "auto",
                     *         "author": "owner",
                     *         "model": "base",
                     *         "note": "names checked",
                     *         "created_at": "2026-11-29T10:00:00.000Z"
                     *       },
                     *       "cues": [
                     *         {
                     *           "id": 2,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": false,
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "problems": [
                     *         {
                     *           "line": 12,
                     *           "message": "this cue has no text"
                     *         }
                     *       ],
                     *       "changes": [
                     *         {
                     *           "cue": 2,
                     *           "line": 12,
                     *           "what": "time",
                     *           "message": "the cue was from 5 to 4 s: it is from 4 to 5 s now"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImportedTrack"];
                };
            };
            /** @description The new track. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "language": "en",
                     *       "kind": "subtitles",
                     *       "name": "",
                     *       "forced": false,
                     *       "hearing_impaired": false,
                     *       "commentary": false,
                     *       "label": "English",
                     *       "revision": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "source": "auto",
                     *         "author": "owner",
                     *         "model": "base",
                     *         "note": "names checked",
                     *         "created_at": "2026-11-29T10:00:00.000Z"
                     *       },
                     *       "cues": [
                     *         {
                     *           "id": 2,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": false,
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "problems": [
                     *         {
                     *           "line": 12,
                     *           "message": "this cue has no text"
                     *         }
                     *       ],
                     *       "changes": [
                     *         {
                     *           "cue": 2,
                     *           "line": 12,
                     *           "what": "time",
                     *           "message": "the cue was from 5 to 4 s: it is from 4 to 5 s now"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImportedTrack"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description Another request replaced it meanwhile. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "about:blank",
                     *       "title": "Not Found",
                     *       "status": 404,
                     *       "detail": "there is no such video, or it is private",
                     *       "current": {
                     *         "revision": {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "source": "auto",
                     *           "author": "owner",
                     *           "model": "base",
                     *           "note": "names checked",
                     *           "created_at": "2026-11-29T10:00:00.000Z"
                     *         },
                     *         "cues": [
                     *           {
                     *             "id": 2,
                     *             "start": 2.4,
                     *             "end": 4,
                     *             "text": "of beans behind the kitchen wall.",
                     *             "speaker": "Ann",
                     *             "position": {
                     *               "line": 0,
                     *               "line_align": "end",
                     *               "position": 10,
                     *               "position_align": "line-left",
                     *               "size": 50,
                     *               "align": "start",
                     *               "vertical": "rl"
                     *             },
                     *             "markup": [
                     *               {
                     *                 "from": 3,
                     *                 "to": 8,
                     *                 "style": "italic"
                     *               }
                     *             ],
                     *             "is_edited": false,
                     *             "words": [
                     *               {
                     *                 "word": " kitchen",
                     *                 "start": 3.1,
                     *                 "end": 3.5,
                     *                 "probability": 0.98
                     *               }
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["StaleRevision"];
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getCaptionsAss: {
        parameters: {
            query?: {
                /**
                 * @description The track in this language.
                 * @example en
                 */
                lang?: string;
                /**
                 * @description The track with this name; the automatic track has an empty one.
                 * @example
                 */
                name?: string;
                /**
                 * @description The track with this id, in place of the two.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example  */
                    "text/x-ssa": string;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCaptionsJson: {
        parameters: {
            query?: {
                /**
                 * @description The track in this language.
                 * @example en
                 */
                lang?: string;
                /**
                 * @description The track with this name; the automatic track has an empty one.
                 * @example
                 */
                name?: string;
                /**
                 * @description The track with this id, in place of the two.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "task": "transcribe",
                     *       "language": "en",
                     *       "language_probability": 0.99,
                     *       "language_probabilities": [
                     *         {
                     *           "language": "en",
                     *           "probability": 0.97
                     *         }
                     *       ],
                     *       "duration": 12.5,
                     *       "text": "The old gardener planted three rows of beans.",
                     *       "segments": [
                     *         {
                     *           "id": 0,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": " of beans behind the kitchen wall.",
                     *           "language": "en",
                     *           "tokens": [
                     *             295,
                     *             11896
                     *           ],
                     *           "temperature": 0,
                     *           "avg_logprob": -0.21,
                     *           "compression_ratio": 1.1,
                     *           "no_speech_prob": 0.01
                     *         }
                     *       ],
                     *       "dropped": [
                     *         {
                     *           "rule": "repetition",
                     *           "thresholds_failed": [
                     *             "compression_ratio"
                     *           ],
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": " of beans behind the kitchen wall.",
                     *           "language": "en",
                     *           "tokens": [
                     *             295,
                     *             11896
                     *           ],
                     *           "temperature": 0,
                     *           "avg_logprob": -0.21,
                     *           "compression_ratio": 1.1,
                     *           "no_speech_prob": 0.01
                     *         }
                     *       ],
                     *       "words": [
                     *         {
                     *           "word": " kitchen",
                     *           "start": 3.1,
                     *           "end": 3.5,
                     *           "probability": 0.98
                     *         }
                     *       ],
                     *       "cues": [
                     *         {
                     *           "id": 1,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": false,
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CaptionsJson"];
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCaptionsSbv: {
        parameters: {
            query?: {
                /**
                 * @description The track in this language.
                 * @example en
                 */
                lang?: string;
                /**
                 * @description The track with this name; the automatic track has an empty one.
                 * @example
                 */
                name?: string;
                /**
                 * @description The track with this id, in place of the two.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example  */
                    "text/x-sbv": string;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCaptionsSrt: {
        parameters: {
            query?: {
                /**
                 * @description The track in this language.
                 * @example en
                 */
                lang?: string;
                /**
                 * @description The track with this name; the automatic track has an empty one.
                 * @example
                 */
                name?: string;
                /**
                 * @description The track with this id, in place of the two.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example 1
                     *     00:00:02,400 --> 00:00:04,000
                     *     of beans behind the kitchen wall.
                     */
                    "application/x-subrip": string;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCaptionsTtml: {
        parameters: {
            query?: {
                /**
                 * @description The track in this language.
                 * @example en
                 */
                lang?: string;
                /**
                 * @description The track with this name; the automatic track has an empty one.
                 * @example
                 */
                name?: string;
                /**
                 * @description The track with this id, in place of the two.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example  */
                    "application/ttml+xml": string;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCaptionsTxt: {
        parameters: {
            query?: {
                /**
                 * @description The track in this language.
                 * @example en
                 */
                lang?: string;
                /**
                 * @description The track with this name; the automatic track has an empty one.
                 * @example
                 */
                name?: string;
                /**
                 * @description The track with this id, in place of the two.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example of beans behind the kitchen wall. */
                    "text/plain": string;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCaptionsVtt: {
        parameters: {
            query?: {
                /**
                 * @description The track in this language.
                 * @example en
                 */
                lang?: string;
                /**
                 * @description The track with this name; the automatic track has an empty one.
                 * @example
                 */
                name?: string;
                /**
                 * @description The track with this id, in place of the two.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example WEBVTT
                     *
                     *     1
                     *     00:00:02.400 --> 00:00:04.000
                     *     of beans behind the kitchen wall.
                     */
                    "text/vtt": string;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    regenerateCaptions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "base",
                 *       "audio_track": 2,
                 *       "language": "en",
                 *       "task": "transcribe",
                 *       "prompt": "A talk about gardens.",
                 *       "hotwords": "Ada Lovelace, Analytical Engine",
                 *       "beam_size": 5,
                 *       "temperature": 0,
                 *       "vad": true,
                 *       "vad_threshold": 0.5,
                 *       "condition_on_previous_text": false,
                 *       "word_timestamps": true,
                 *       "max_line_chars": 42,
                 *       "max_lines": 2,
                 *       "max_cue_seconds": 7
                 *     }
                 */
                "application/json": components["schemas"]["Regenerate"];
            };
        };
        responses: {
            /** @description A job transcribes. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing",
                     *         "options": {
                     *           "beam_size": 5
                     *         }
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/status"
                     *     }
                     */
                    "application/json": components["schemas"]["Regenerating"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    captionSoundEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many tracks have new captions; 0 where all had them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tracks": 1
                     *     }
                     */
                    "application/json": components["schemas"]["CaptionedSounds"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getCaptionStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "processing",
                     *       "progress": 0.42,
                     *       "stage": "transcribing",
                     *       "language": "en",
                     *       "word_count": 1204,
                     *       "error": "the model is missing"
                     *     }
                     */
                    "application/json": components["schemas"]["CaptionStatus"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getTranslationChoices: {
        parameters: {
            query?: {
                /**
                 * @description The track to translate.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is available. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "original": {
                     *         "track": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "language": "en",
                     *         "label": "English"
                     *       },
                     *       "languages": [
                     *         {
                     *           "language": "es",
                     *           "label": "español",
                     *           "by": [
                     *             "chat"
                     *           ]
                     *         }
                     *       ],
                     *       "problems": [
                     *         "LibreTranslate can't be reached"
                     *       ],
                     *       "more": "More languages come with ...",
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "to": "es",
                     *         "by": "chat",
                     *         "state": "running",
                     *         "progress": 0.42,
                     *         "stage": "transcribing",
                     *         "error": "the endpoint answered 500",
                     *         "message": "98 cues translated by LibreTranslate."
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TranslationChoices"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    translateCaptions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "es",
                 *       "by": "chat",
                 *       "track": "9kQ2vZ7xTqWc1YbN3mR5sA"
                 *     }
                 */
                "application/json": components["schemas"]["Translate"];
            };
        };
        responses: {
            /** @description A job translates. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/translate"
                     *     }
                     */
                    "application/json": components["schemas"]["Translating"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getChapters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As WebVTT, without cues if there are none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example WEBVTT
                     *
                     *     1
                     *     00:00:00.000 --> 00:01:01.500
                     *     Introduction
                     */
                    "text/vtt": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listEditors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The open editors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "editors": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "track": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "name": "ann@example.org",
                     *           "cue_start": 83.2
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Editors"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    followVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that goes on until the client ends it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: captions
                     *     data: {"status":"processing","progress":0.42}
                     */
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "format": "mp4",
                 *       "burn_in": false,
                 *       "tracks": [
                 *         "9kQ2vZ7xTqWc1YbN3mR5sA"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewExport"];
            };
        };
        responses: {
            /** @description It exists. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "queued",
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/exports/9kQ2vZ7xTqWc1YbN3mR5sA"
                     *     }
                     */
                    "application/json": components["schemas"]["ExportRequested"];
                };
            };
            /** @description A job makes it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "queued",
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/exports/9kQ2vZ7xTqWc1YbN3mR5sA"
                     *     }
                     */
                    "application/json": components["schemas"]["ExportRequested"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The export's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                export: string;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "state": "ready",
                     *       "format": "mp4",
                     *       "burn_in": false,
                     *       "progress": 0.42,
                     *       "stage": "transcribing",
                     *       "error": "there is no picture to write captions into",
                     *       "file_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/exports/9kQ2vZ7xTqWc1YbN3mR5sA/file",
                     *       "file_bytes": 1204000,
                     *       "expires_at": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getExportFile: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description The export's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                export: string;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": unknown;
                    "video/x-matroska": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": unknown;
                    "video/x-matroska": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replaceVideoFile: {
        parameters: {
            query?: {
                /**
                 * @description The sound track to transcribe, from 1 in the file's order; without one, it is chosen.
                 * @example 2
                 */
                audio_track?: number;
                /**
                 * @description The name of the file.
                 * @example talk.mp4
                 */
                filename?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description The video; a job prepares the new file. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "A talk",
                     *       "description": "What beans need.\n\n0:00 Soil\n1:23 Water",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "state": "processing",
                     *       "error": "the file is damaged",
                     *       "file_name": "talk.mp4",
                     *       "duration_seconds": 734.2,
                     *       "width": 1920,
                     *       "height": 1080,
                     *       "has_video": true,
                     *       "has_audio": true,
                     *       "audio_tracks": [
                     *         {
                     *           "track": 2,
                     *           "language": "eng",
                     *           "title": "Microphone",
                     *           "channels": 2,
                     *           "codec": "aac",
                     *           "is_default": true
                     *         }
                     *       ],
                     *       "audio_track": 2,
                     *       "audio_track_reason": "only",
                     *       "caption_audio_track": 2,
                     *       "notices": [
                     *         {
                     *           "code": "incomplete",
                     *           "text": "The file is incomplete: its last 1204 bytes are missing."
                     *         }
                     *       ],
                     *       "size_bytes": 152043008,
                     *       "language": "en",
                     *       "language_probabilities": [
                     *         {
                     *           "language": "en",
                     *           "probability": 0.97
                     *         }
                     *       ],
                     *       "word_count": 1204,
                     *       "caption_status": "pending",
                     *       "caption_error": "the model is missing",
                     *       "caption_note": "no speech",
                     *       "caption_layout": {
                     *         "max_line_chars": 32
                     *       },
                     *       "progress": 0.42,
                     *       "stage": "transcribing",
                     *       "jobs": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "kind": "caption_video",
                     *           "state": "queued",
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "started_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "tags": [
                     *         "talk",
                     *         "2026"
                     *       ],
                     *       "renditions": [
                     *         {
                     *           "name": "720p",
                     *           "width": 1280,
                     *           "height": 720,
                     *           "size_bytes": 48120334,
                     *           "bandwidth": 2400000,
                     *           "codecs": "avc1.64001f,mp4a.40.2",
                     *           "url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p"
                     *         }
                     *       ],
                     *       "captions": [
                     *         {
                     *           "language": "en",
                     *           "tag": "en",
                     *           "label": "English",
                     *           "kind": "subtitles",
                     *           "name": "",
                     *           "forced": false,
                     *           "hearing_impaired": false,
                     *           "commentary": false,
                     *           "state": "finished",
                     *           "source": "auto",
                     *           "translation": {
                     *             "from": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "by": "LibreTranslate",
                     *             "outdated": false
                     *           },
                     *           "model": "base",
                     *           "word_count": 1204,
                     *           "cue_count": 98,
                     *           "vtt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.vtt?lang=en",
                     *           "srt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.srt?lang=en",
                     *           "json_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.json?lang=en",
                     *           "txt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.txt?lang=en"
                     *         }
                     *       ],
                     *       "chapters": [
                     *         {
                     *           "start": 0,
                     *           "end": 61.5,
                     *           "title": "Introduction"
                     *         }
                     *       ],
                     *       "chapters_by": "file",
                     *       "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *       "storyboard_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/storyboard.vtt",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "can_edit": true,
                     *       "urls": {
                     *         "self": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "stream": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p",
                     *         "hls": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/master.m3u8",
                     *         "captions": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions",
                     *         "captions_status": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/status",
                     *         "events": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/events"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getAudioReport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report, or its state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "ready",
                     *       "mel_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/hearing/mel",
                     *       "peaks_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/hearing/peaks",
                     *       "source": {
                     *         "sample_rate": 48000,
                     *         "channels": 2
                     *       },
                     *       "hearing": {
                     *         "version": 1,
                     *         "seconds": 12.5,
                     *         "sample_rate": 16000,
                     *         "hop_seconds": 0.01,
                     *         "n_mels": 80,
                     *         "band_hz": [
                     *           20,
                     *           60
                     *         ],
                     *         "frames": 1250,
                     *         "pieces": [
                     *           {
                     *             "start": 0,
                     *             "end": 12.5,
                     *             "frames": 1250,
                     *             "min": -0.8,
                     *             "max": 1.2,
                     *             "is_read": true
                     *           }
                     *         ],
                     *         "spans": [
                     *           {
                     *             "start": 0,
                     *             "end": 1.5,
                     *             "kind": "speech"
                     *           }
                     *         ],
                     *         "peak_db": -3.1,
                     *         "silence_below_db": -50,
                     *         "overview": {
                     *           "mel_step": 1,
                     *           "mel": "AAECAw==",
                     *           "peaks_step": 1,
                     *           "peaks": "AAECAw=="
                     *         }
                     *       },
                     *       "shot_changes": [
                     *         12.48
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AudioReport"] | components["schemas"]["AudioReportState"];
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    requestAudioReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It exists. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "queued",
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/hearing"
                     *     }
                     */
                    "application/json": components["schemas"]["Requested"];
                };
            };
            /** @description A job makes it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "queued",
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/hearing"
                     *     }
                     */
                    "application/json": components["schemas"]["Requested"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getSpectrogram: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As src/core/audio_report.ts describes it. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWaveform: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As src/core/audio_report.ts describes it. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWatchProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The place. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "position": 83.2,
                     *       "is_watched": false,
                     *       "updated_at": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WatchProgress"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    putWatchProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "position": 83.2
                 *     }
                 */
                "application/json": components["schemas"]["NewWatchProgress"];
            };
        };
        responses: {
            /** @description It is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "position": 83.2,
                     *       "is_watched": false,
                     *       "updated_at": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WatchProgress"];
                };
            };
            /** @description It has not begun yet, and no place was kept before: nothing is kept. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    deleteWatchProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is forgotten. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getRelatedMoments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The nearest moments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "moments": [
                     *         {
                     *           "video": {
                     *             "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "title": "A talk",
                     *             "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *             "duration_seconds": 734.2
                     *           },
                     *           "track_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "language": "en",
                     *           "start": 83.2,
                     *           "end": 88,
                     *           "text": "beans behind the kitchen wall",
                     *           "speakers": [
                     *             "Ann"
                     *           ],
                     *           "similarity": 0.52
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RelatedMoments"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    nameSpeakers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "speakers": [
                 *         {
                 *           "id": 1,
                 *           "name": "Ann"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SpeakerNames"];
            };
        };
        responses: {
            /** @description The speakers with their names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "speakers": [
                     *         {
                     *           "id": 1,
                     *           "name": "Ann",
                     *           "is_named": true,
                     *           "seconds": 73.5,
                     *           "spans": [
                     *             {
                     *               "start": 12.48,
                     *               "end": 17.3
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Speakers"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getStoryboardSheet: {
        parameters: {
            query?: {
                /**
                 * @description Which one, from 0 on; 0 if absent.
                 * @example 0
                 */
                sheet?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JPEG. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description With `STORAGE_REDIRECT=1`: the store has it. */
            307: {
                headers: {
                    /**
                     * @description A URL that is valid for a short time.
                     * @example https://s3.example.com/x
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getStoryboard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As WebVTT. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example WEBVTT
                     *
                     *     1
                     *     00:00:00.000 --> 00:00:05.000
                     *     storyboard.jpg?sheet=0#xywh=0,0,160,90
                     */
                    "text/vtt": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    chooseThumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "candidate": 3,
                 *       "set": "9kQ2vZ7xTqWc1YbN3mR5sA-1",
                 *       "start": 12.5
                 *     }
                 */
                "application/json": components["schemas"]["NewPoster"];
            };
        };
        responses: {
            /** @description The candidate stands for it now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "set": "9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *       "poster": {
                     *         "by": "analysis",
                     *         "source": "candidate",
                     *         "start": 83.4,
                     *         "width": 1280,
                     *         "height": 720
                     *       },
                     *       "candidates": [
                     *         {
                     *           "start": 83.4,
                     *           "score": 0.71,
                     *           "faces": 1,
                     *           "reasons": [
                     *             "face"
                     *           ],
                     *           "number": 3,
                     *           "is_poster": false,
                     *           "width": 1280,
                     *           "height": 720,
                     *           "small_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-small.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "large_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-large.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "small_webp_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-small.webp?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "large_webp_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-large.webp?set=9kQ2vZ7xTqWc1YbN3mR5sA-1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["VideoThumbnails"];
                };
            };
            /** @description A job takes the frame; `notices` of the video says if it fails. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "caption_video",
                     *         "state": "queued"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TakenFrame"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    unchooseThumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What stands for it now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "set": "9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *       "poster": {
                     *         "by": "analysis",
                     *         "source": "candidate",
                     *         "start": 83.4,
                     *         "width": 1280,
                     *         "height": 720
                     *       },
                     *       "candidates": [
                     *         {
                     *           "start": 83.4,
                     *           "score": 0.71,
                     *           "faces": 1,
                     *           "reasons": [
                     *             "face"
                     *           ],
                     *           "number": 3,
                     *           "is_poster": false,
                     *           "width": 1280,
                     *           "height": 720,
                     *           "small_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-small.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "large_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-large.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "small_webp_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-small.webp?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "large_webp_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-large.webp?set=9kQ2vZ7xTqWc1YbN3mR5sA-1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["VideoThumbnails"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    uploadThumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": unknown;
                "image/png": unknown;
                "image/webp": unknown;
            };
        };
        responses: {
            /** @description It stands for the video now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "set": "9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *       "poster": {
                     *         "by": "analysis",
                     *         "source": "candidate",
                     *         "start": 83.4,
                     *         "width": 1280,
                     *         "height": 720
                     *       },
                     *       "candidates": [
                     *         {
                     *           "start": 83.4,
                     *           "score": 0.71,
                     *           "faces": 1,
                     *           "reasons": [
                     *             "face"
                     *           ],
                     *           "number": 3,
                     *           "is_poster": false,
                     *           "width": 1280,
                     *           "height": 720,
                     *           "small_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-small.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "large_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-large.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "small_webp_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-small.webp?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "large_webp_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-large.webp?set=9kQ2vZ7xTqWc1YbN3mR5sA-1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["VideoThumbnails"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listThumbnails: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "set": "9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *       "poster": {
                     *         "by": "analysis",
                     *         "source": "candidate",
                     *         "start": 83.4,
                     *         "width": 1280,
                     *         "height": 720
                     *       },
                     *       "candidates": [
                     *         {
                     *           "start": 83.4,
                     *           "score": 0.71,
                     *           "faces": 1,
                     *           "reasons": [
                     *             "face"
                     *           ],
                     *           "number": 3,
                     *           "is_poster": false,
                     *           "width": 1280,
                     *           "height": 720,
                     *           "small_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-small.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "large_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-large.jpg?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "small_webp_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-small.webp?set=9kQ2vZ7xTqWc1YbN3mR5sA-1",
                     *           "large_webp_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnails/3-large.webp?set=9kQ2vZ7xTqWc1YbN3mR5sA-1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["VideoThumbnails"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getThumbnailCandidate: {
        parameters: {
            query?: {
                /**
                 * @description Only so that candidates that are made anew have other addresses.
                 * @example 1
                 */
                set?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
                /**
                 * @description One range of bytes.
                 * @example bytes=0-99
                 */
                Range?: string;
            };
            path: {
                /**
                 * @description As the list names it.
                 * @example 3-small.jpg
                 */
                file: string;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                    "image/webp": unknown;
                };
            };
            /** @description The requested range of it. */
            206: {
                headers: {
                    /**
                     * @description Which bytes it has.
                     * @example bytes 0-99/48120334
                     */
                    "Content-Range"?: string;
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                    "image/webp": unknown;
                };
            };
            /** @description The client has this version. */
            304: {
                headers: {
                    /**
                     * @description The version.
                     * @example "k3-1a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description With `STORAGE_REDIRECT=1`: the store has it. */
            307: {
                headers: {
                    /**
                     * @description A URL that is valid for a short time.
                     * @example https://s3.example.com/x
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listTracks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All tracks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tracks": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "language": "en",
                     *           "kind": "subtitles",
                     *           "name": "",
                     *           "forced": false,
                     *           "hearing_impaired": false,
                     *           "commentary": false,
                     *           "label": "English",
                     *           "source": "auto",
                     *           "translation": {
                     *             "from": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "by": "LibreTranslate",
                     *             "outdated": false
                     *           },
                     *           "state": "finished",
                     *           "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "word_count": 1204,
                     *           "cue_count": 98,
                     *           "updated_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TrackList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createTrack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "language": "de",
                 *       "kind": "subtitles",
                 *       "name": "Lyrics",
                 *       "copy_of": "9kQ2vZ7xTqWc1YbN3mR5sA"
                 *     }
                 */
                "application/json": components["schemas"]["NewTrack"];
            };
        };
        responses: {
            /** @description The new track, without cues or with those of another. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "language": "en",
                     *       "kind": "subtitles",
                     *       "name": "",
                     *       "forced": false,
                     *       "hearing_impaired": false,
                     *       "commentary": false,
                     *       "label": "English",
                     *       "source": "auto",
                     *       "translation": {
                     *         "from": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "by": "LibreTranslate",
                     *         "outdated": false
                     *       },
                     *       "state": "finished",
                     *       "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "word_count": 1204,
                     *       "cue_count": 98,
                     *       "updated_at": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TrackSummary"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getTrack: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that the client has.
                 * @example "k3-1a"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The track. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "language": "en",
                     *       "kind": "subtitles",
                     *       "name": "",
                     *       "forced": false,
                     *       "hearing_impaired": false,
                     *       "commentary": false,
                     *       "label": "English",
                     *       "revision": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "source": "auto",
                     *         "author": "owner",
                     *         "model": "base",
                     *         "note": "names checked",
                     *         "created_at": "2026-11-29T10:00:00.000Z"
                     *       },
                     *       "cues": [
                     *         {
                     *           "id": 2,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": false,
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Track"];
                };
            };
            /** @description The client has this revision. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    saveTrack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                 *       "cues": [
                 *         {
                 *           "start": 2.4,
                 *           "end": 4,
                 *           "text": "of beans behind the kitchen wall.",
                 *           "words": [
                 *             {
                 *               "word": " kitchen",
                 *               "start": 3.1,
                 *               "end": 3.5,
                 *               "probability": 0.98
                 *             }
                 *           ],
                 *           "speaker": "Ann",
                 *           "position": {
                 *             "line": 0,
                 *             "line_align": "end",
                 *             "position": 10,
                 *             "position_align": "line-left",
                 *             "size": 50,
                 *             "align": "start",
                 *             "vertical": "rl"
                 *           },
                 *           "markup": [
                 *             {
                 *               "from": 3,
                 *               "to": 8,
                 *               "style": "italic"
                 *             }
                 *           ]
                 *         }
                 *       ],
                 *       "note": "names checked"
                 *     }
                 */
                "application/json": components["schemas"]["SaveCues"];
            };
        };
        responses: {
            /** @description The new current revision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "language": "en",
                     *       "kind": "subtitles",
                     *       "name": "",
                     *       "forced": false,
                     *       "hearing_impaired": false,
                     *       "commentary": false,
                     *       "label": "English",
                     *       "revision": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "source": "auto",
                     *         "author": "owner",
                     *         "model": "base",
                     *         "note": "names checked",
                     *         "created_at": "2026-11-29T10:00:00.000Z"
                     *       },
                     *       "cues": [
                     *         {
                     *           "id": 2,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": false,
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Track"];
                };
            };
            /** @description It is saved, and the request prefers no echo. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description Another revision is current: both are in the answer. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "about:blank",
                     *       "title": "Not Found",
                     *       "status": 404,
                     *       "detail": "there is no such video, or it is private",
                     *       "current": {
                     *         "revision": {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "source": "auto",
                     *           "author": "owner",
                     *           "model": "base",
                     *           "note": "names checked",
                     *           "created_at": "2026-11-29T10:00:00.000Z"
                     *         },
                     *         "cues": [
                     *           {
                     *             "id": 2,
                     *             "start": 2.4,
                     *             "end": 4,
                     *             "text": "of beans behind the kitchen wall.",
                     *             "speaker": "Ann",
                     *             "position": {
                     *               "line": 0,
                     *               "line_align": "end",
                     *               "position": 10,
                     *               "position_align": "line-left",
                     *               "size": 50,
                     *               "align": "start",
                     *               "vertical": "rl"
                     *             },
                     *             "markup": [
                     *               {
                     *                 "from": 3,
                     *                 "to": 8,
                     *                 "style": "italic"
                     *               }
                     *             ],
                     *             "is_edited": false,
                     *             "words": [
                     *               {
                     *                 "word": " kitchen",
                     *                 "start": 3.1,
                     *                 "end": 3.5,
                     *                 "probability": 0.98
                     *               }
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["StaleRevision"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    deleteTrack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    alignScript: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "The old gardener planted beans.",
                 *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA"
                 *     }
                 */
                "application/json": components["schemas"]["Align"];
            };
        };
        responses: {
            /** @description A job times it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/tracks/9kQ2vZ7xTqWc1YbN3mR5sA/align/1"
                     *     }
                     */
                    "application/json": components["schemas"]["Aligning"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description Another revision is current, or the video has no sound. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "about:blank",
                     *       "title": "Not Found",
                     *       "status": 404,
                     *       "detail": "there is no such video, or it is private",
                     *       "current": {
                     *         "revision": {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "source": "auto",
                     *           "author": "owner",
                     *           "model": "base",
                     *           "note": "names checked",
                     *           "created_at": "2026-11-29T10:00:00.000Z"
                     *         },
                     *         "cues": [
                     *           {
                     *             "id": 2,
                     *             "start": 2.4,
                     *             "end": 4,
                     *             "text": "of beans behind the kitchen wall.",
                     *             "speaker": "Ann",
                     *             "position": {
                     *               "line": 0,
                     *               "line_align": "end",
                     *               "position": 10,
                     *               "position_align": "line-left",
                     *               "size": 50,
                     *               "align": "start",
                     *               "vertical": "rl"
                     *             },
                     *             "markup": [
                     *               {
                     *                 "from": 3,
                     *                 "to": 8,
                     *                 "style": "italic"
                     *               }
                     *             ],
                     *             "is_edited": false,
                     *             "words": [
                     *               {
                     *                 "word": " kitchen",
                     *                 "start": 3.1,
                     *                 "end": 3.5,
                     *                 "probability": 0.98
                     *               }
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["StaleRevision"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getAlignment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The job's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                job: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "state": "done",
                     *         "progress": 0.42,
                     *         "stage": "transcribing",
                     *         "error": "the text does not fit the sound",
                     *         "message": "97 % of the words were found"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AlignState"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The draft. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "cues": [
                     *         {
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ],
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": true
                     *         }
                     *       ],
                     *       "version": 3,
                     *       "saved_at": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Draft"];
                };
            };
            /** @description There is none. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    saveDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                 *       "cues": [
                 *         {
                 *           "start": 2.4,
                 *           "end": 4,
                 *           "text": "of beans behind the kitchen wall.",
                 *           "words": [
                 *             {
                 *               "word": " kitchen",
                 *               "start": 3.1,
                 *               "end": 3.5,
                 *               "probability": 0.98
                 *             }
                 *           ],
                 *           "speaker": "Ann",
                 *           "position": {
                 *             "line": 0,
                 *             "line_align": "end",
                 *             "position": 10,
                 *             "position_align": "line-left",
                 *             "size": 50,
                 *             "align": "start",
                 *             "vertical": "rl"
                 *           },
                 *           "markup": [
                 *             {
                 *               "from": 3,
                 *               "to": 8,
                 *               "style": "italic"
                 *             }
                 *           ],
                 *           "is_edited": true
                 *         }
                 *       ],
                 *       "version": 0
                 *     }
                 */
                "application/json": components["schemas"]["SaveDraft"];
            };
        };
        responses: {
            /** @description It is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 4,
                     *       "saved_at": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SavedDraft"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description Another window has saved or removed the draft. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "about:blank",
                     *       "title": "Not Found",
                     *       "status": 404,
                     *       "detail": "there is no such video, or it is private",
                     *       "current": {
                     *         "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "cues": [
                     *           {
                     *             "start": 2.4,
                     *             "end": 4,
                     *             "text": "of beans behind the kitchen wall.",
                     *             "words": [
                     *               {
                     *                 "word": " kitchen",
                     *                 "start": 3.1,
                     *                 "end": 3.5,
                     *                 "probability": 0.98
                     *               }
                     *             ],
                     *             "speaker": "Ann",
                     *             "position": {
                     *               "line": 0,
                     *               "line_align": "end",
                     *               "position": 10,
                     *               "position_align": "line-left",
                     *               "size": 50,
                     *               "align": "start",
                     *               "vertical": "rl"
                     *             },
                     *             "markup": [
                     *               {
                     *                 "from": 3,
                     *                 "to": 8,
                     *                 "style": "italic"
                     *               }
                     *             ],
                     *             "is_edited": true
                     *           }
                     *         ],
                     *         "version": 3,
                     *         "saved_at": "2026-11-29T10:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/problem+json": components["schemas"]["StaleDraft"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    deleteDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no draft any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    noteEditor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of an open editor: 22 characters of base64url that its page chooses at random.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                editor: string;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cue_start": 83.2
                 *     }
                 */
                "application/json": components["schemas"]["EditorPlace"];
            };
        };
        responses: {
            /** @description It is told. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    removeEditor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of an open editor: 22 characters of base64url that its page chooses at random.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                editor: string;
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is told. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    importCaptions: {
        parameters: {
            query: {
                /**
                 * @description The revision that the change is based on: if another one is current, the answer is 409.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                base_revision: string;
                /**
                 * @description The file's encoding, such as windows-1252; if absent, it is found by what the file holds.
                 * @example windows-1252
                 */
                encoding?: string;
                /**
                 * @description The file's format by its name or extension; txt is a script, which a job times.
                 * @example srt
                 */
                format: "srt" | "vtt" | "ass" | "ssa" | "ttml" | "dfxp" | "xml" | "imsc" | "itt" | "sbv" | "txt" | "json" | "sub" | "lrc";
            };
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example 1
                 *     00:00:02,400 --> 00:00:04,000
                 *     of beans behind the kitchen wall.
                 */
                "text/plain": string;
            };
        };
        responses: {
            /** @description The new current revision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "language": "en",
                     *       "kind": "subtitles",
                     *       "name": "",
                     *       "forced": false,
                     *       "hearing_impaired": false,
                     *       "commentary": false,
                     *       "label": "English",
                     *       "revision": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "source": "auto",
                     *         "author": "owner",
                     *         "model": "base",
                     *         "note": "names checked",
                     *         "created_at": "2026-11-29T10:00:00.000Z"
                     *       },
                     *       "cues": [
                     *         {
                     *           "id": 2,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": false,
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "problems": [
                     *         {
                     *           "line": 12,
                     *           "message": "this cue has no text"
                     *         }
                     *       ],
                     *       "changes": [
                     *         {
                     *           "cue": 2,
                     *           "line": 12,
                     *           "what": "time",
                     *           "message": "the cue was from 5 to 4 s: it is from 4 to 5 s now"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImportedTrack"];
                };
            };
            /** @description A job times the script. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/tracks/9kQ2vZ7xTqWc1YbN3mR5sA/align/1"
                     *     }
                     */
                    "application/json": components["schemas"]["Aligning"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description Another revision is current, or the video has no sound. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "about:blank",
                     *       "title": "Not Found",
                     *       "status": 404,
                     *       "detail": "there is no such video, or it is private",
                     *       "current": {
                     *         "revision": {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "source": "auto",
                     *           "author": "owner",
                     *           "model": "base",
                     *           "note": "names checked",
                     *           "created_at": "2026-11-29T10:00:00.000Z"
                     *         },
                     *         "cues": [
                     *           {
                     *             "id": 2,
                     *             "start": 2.4,
                     *             "end": 4,
                     *             "text": "of beans behind the kitchen wall.",
                     *             "speaker": "Ann",
                     *             "position": {
                     *               "line": 0,
                     *               "line_align": "end",
                     *               "position": 10,
                     *               "position_align": "line-left",
                     *               "size": 50,
                     *               "align": "start",
                     *               "vertical": "rl"
                     *             },
                     *             "markup": [
                     *               {
                     *                 "from": 3,
                     *                 "to": 8,
                     *                 "style": "italic"
                     *               }
                     *             ],
                     *             "is_edited": false,
                     *             "words": [
                     *               {
                     *                 "word": " kitchen",
                     *                 "start": 3.1,
                     *                 "end": 3.5,
                     *                 "probability": 0.98
                     *               }
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["StaleRevision"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    restoreRevision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                 *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA"
                 *     }
                 */
                "application/json": components["schemas"]["Restore"];
            };
        };
        responses: {
            /** @description The new current revision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "language": "en",
                     *       "kind": "subtitles",
                     *       "name": "",
                     *       "forced": false,
                     *       "hearing_impaired": false,
                     *       "commentary": false,
                     *       "label": "English",
                     *       "revision": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "source": "auto",
                     *         "author": "owner",
                     *         "model": "base",
                     *         "note": "names checked",
                     *         "created_at": "2026-11-29T10:00:00.000Z"
                     *       },
                     *       "cues": [
                     *         {
                     *           "id": 2,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": false,
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Track"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description Another revision is current. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "about:blank",
                     *       "title": "Not Found",
                     *       "status": 404,
                     *       "detail": "there is no such video, or it is private",
                     *       "current": {
                     *         "revision": {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "source": "auto",
                     *           "author": "owner",
                     *           "model": "base",
                     *           "note": "names checked",
                     *           "created_at": "2026-11-29T10:00:00.000Z"
                     *         },
                     *         "cues": [
                     *           {
                     *             "id": 2,
                     *             "start": 2.4,
                     *             "end": 4,
                     *             "text": "of beans behind the kitchen wall.",
                     *             "speaker": "Ann",
                     *             "position": {
                     *               "line": 0,
                     *               "line_align": "end",
                     *               "position": 10,
                     *               "position_align": "line-left",
                     *               "size": 50,
                     *               "align": "start",
                     *               "vertical": "rl"
                     *             },
                     *             "markup": [
                     *               {
                     *                 "from": 3,
                     *                 "to": 8,
                     *                 "style": "italic"
                     *               }
                     *             ],
                     *             "is_edited": false,
                     *             "words": [
                     *               {
                     *                 "word": " kitchen",
                     *                 "start": 3.1,
                     *                 "end": 3.5,
                     *                 "probability": 0.98
                     *               }
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["StaleRevision"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listRevisions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All revisions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "revisions": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "source": "auto",
                     *           "author": "owner",
                     *           "model": "base",
                     *           "note": "names checked",
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "base_revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "cue_count": 98,
                     *           "word_count": 1204,
                     *           "is_current": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RevisionList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getRevision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The revision's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                rev: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The track with the cues of that revision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "language": "en",
                     *       "kind": "subtitles",
                     *       "name": "",
                     *       "forced": false,
                     *       "hearing_impaired": false,
                     *       "commentary": false,
                     *       "label": "English",
                     *       "revision": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "source": "auto",
                     *         "author": "owner",
                     *         "model": "base",
                     *         "note": "names checked",
                     *         "created_at": "2026-11-29T10:00:00.000Z"
                     *       },
                     *       "cues": [
                     *         {
                     *           "id": 2,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": false,
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Track"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getDifference: {
        parameters: {
            query?: {
                /**
                 * @description The other revision; the one before, if absent.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                against?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The revision's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                rev: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "against": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "changes": [
                     *         {
                     *           "kind": "changed",
                     *           "before": {
                     *             "id": 2,
                     *             "start": 2.4,
                     *             "end": 4,
                     *             "text": "of beans behind the kitchen wall.",
                     *             "speaker": "Ann",
                     *             "position": {
                     *               "line": 0,
                     *               "line_align": "end",
                     *               "position": 10,
                     *               "position_align": "line-left",
                     *               "size": 50,
                     *               "align": "start",
                     *               "vertical": "rl"
                     *             },
                     *             "markup": [
                     *               {
                     *                 "from": 3,
                     *                 "to": 8,
                     *                 "style": "italic"
                     *               }
                     *             ],
                     *             "is_edited": false,
                     *             "words": [
                     *               {
                     *                 "word": " kitchen",
                     *                 "start": 3.1,
                     *                 "end": 3.5,
                     *                 "probability": 0.98
                     *               }
                     *             ]
                     *           },
                     *           "after": {
                     *             "id": 2,
                     *             "start": 2.4,
                     *             "end": 4,
                     *             "text": "of beans behind the kitchen wall.",
                     *             "speaker": "Ann",
                     *             "position": {
                     *               "line": 0,
                     *               "line_align": "end",
                     *               "position": 10,
                     *               "position_align": "line-left",
                     *               "size": 50,
                     *               "align": "start",
                     *               "vertical": "rl"
                     *             },
                     *             "markup": [
                     *               {
                     *                 "from": 3,
                     *                 "to": 8,
                     *                 "style": "italic"
                     *               }
                     *             ],
                     *             "is_edited": false,
                     *             "words": [
                     *               {
                     *                 "word": " kitchen",
                     *                 "start": 3.1,
                     *                 "end": 3.5,
                     *                 "probability": 0.98
                     *               }
                     *             ]
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Difference"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    captionStretch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "start": 61.5,
                 *       "end": 72,
                 *       "text": "The old gardener planted beans."
                 *     }
                 */
                "application/json": components["schemas"]["Stretch"];
            };
        };
        responses: {
            /** @description A job does it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "inspect_audio",
                     *         "state": "queued",
                     *         "progress": 0.42,
                     *         "stage": "transcribing"
                     *       },
                     *       "status_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/tracks/9kQ2vZ7xTqWc1YbN3mR5sA/stretch/1"
                     *     }
                     */
                    "application/json": components["schemas"]["Stretching"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getStretch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The job's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                job: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job, with the cues at its end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "state": "done",
                     *         "progress": 0.42,
                     *         "stage": "transcribing",
                     *         "error": "the text does not fit the sound"
                     *       },
                     *       "cues": [
                     *         {
                     *           "id": 2,
                     *           "start": 2.4,
                     *           "end": 4,
                     *           "text": "of beans behind the kitchen wall.",
                     *           "speaker": "Ann",
                     *           "position": {
                     *             "line": 0,
                     *             "line_align": "end",
                     *             "position": 10,
                     *             "position_align": "line-left",
                     *             "size": 50,
                     *             "align": "start",
                     *             "vertical": "rl"
                     *           },
                     *           "markup": [
                     *             {
                     *               "from": 3,
                     *               "to": 8,
                     *               "style": "italic"
                     *             }
                     *           ],
                     *           "is_edited": false,
                     *           "words": [
                     *             {
                     *               "word": " kitchen",
                     *               "start": 3.1,
                     *               "end": 3.5,
                     *               "probability": 0.98
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["StretchState"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getTranslation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
                /**
                 * @description The track's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                track: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "original": {
                     *         "track": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "language": "en",
                     *         "revision": "9kQ2vZ7xTqWc1YbN3mR5sA"
                     *       },
                     *       "language": "es",
                     *       "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "by": "LibreTranslate",
                     *       "outdated": false,
                     *       "pairs": [
                     *         {
                     *           "original": {
                     *             "id": 2,
                     *             "start": 2.4,
                     *             "end": 4,
                     *             "text": "of beans behind the kitchen wall.",
                     *             "speaker": "Ann",
                     *             "position": {
                     *               "line": 0,
                     *               "line_align": "end",
                     *               "position": 10,
                     *               "position_align": "line-left",
                     *               "size": 50,
                     *               "align": "start",
                     *               "vertical": "rl"
                     *             },
                     *             "markup": [
                     *               {
                     *                 "from": 3,
                     *                 "to": 8,
                     *                 "style": "italic"
                     *               }
                     *             ],
                     *             "is_edited": false,
                     *             "words": [
                     *               {
                     *                 "word": " kitchen",
                     *                 "start": 3.1,
                     *                 "end": 3.5,
                     *                 "probability": 0.98
                     *               }
                     *             ]
                     *           },
                     *           "translation": [
                     *             {
                     *               "id": 2,
                     *               "start": 2.4,
                     *               "end": 4,
                     *               "text": "of beans behind the kitchen wall.",
                     *               "speaker": "Ann",
                     *               "position": {
                     *                 "line": 0,
                     *                 "line_align": "end",
                     *                 "position": 10,
                     *                 "position_align": "line-left",
                     *                 "size": 50,
                     *                 "align": "start",
                     *                 "vertical": "rl"
                     *               },
                     *               "markup": [
                     *                 {
                     *                   "from": 3,
                     *                   "to": 8,
                     *                   "style": "italic"
                     *                 }
                     *               ],
                     *               "is_edited": false,
                     *               "words": [
                     *                 {
                     *                   "word": " kitchen",
                     *                   "start": 3.1,
                     *                   "end": 3.5,
                     *                   "probability": 0.98
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "changed": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TranslationPairs"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    undeleteVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The video. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "title": "A talk",
                     *       "description": "What beans need.\n\n0:00 Soil\n1:23 Water",
                     *       "visibility": "private",
                     *       "owner": "user@example.com",
                     *       "state": "processing",
                     *       "error": "the file is damaged",
                     *       "file_name": "talk.mp4",
                     *       "duration_seconds": 734.2,
                     *       "width": 1920,
                     *       "height": 1080,
                     *       "has_video": true,
                     *       "has_audio": true,
                     *       "audio_tracks": [
                     *         {
                     *           "track": 2,
                     *           "language": "eng",
                     *           "title": "Microphone",
                     *           "channels": 2,
                     *           "codec": "aac",
                     *           "is_default": true
                     *         }
                     *       ],
                     *       "audio_track": 2,
                     *       "audio_track_reason": "only",
                     *       "caption_audio_track": 2,
                     *       "notices": [
                     *         {
                     *           "code": "incomplete",
                     *           "text": "The file is incomplete: its last 1204 bytes are missing."
                     *         }
                     *       ],
                     *       "size_bytes": 152043008,
                     *       "language": "en",
                     *       "language_probabilities": [
                     *         {
                     *           "language": "en",
                     *           "probability": 0.97
                     *         }
                     *       ],
                     *       "word_count": 1204,
                     *       "caption_status": "pending",
                     *       "caption_error": "the model is missing",
                     *       "caption_note": "no speech",
                     *       "caption_layout": {
                     *         "max_line_chars": 32
                     *       },
                     *       "progress": 0.42,
                     *       "stage": "transcribing",
                     *       "jobs": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "kind": "caption_video",
                     *           "state": "queued",
                     *           "progress": 0.42,
                     *           "stage": "transcribing",
                     *           "started_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "tags": [
                     *         "talk",
                     *         "2026"
                     *       ],
                     *       "renditions": [
                     *         {
                     *           "name": "720p",
                     *           "width": 1280,
                     *           "height": 720,
                     *           "size_bytes": 48120334,
                     *           "bandwidth": 2400000,
                     *           "codecs": "avc1.64001f,mp4a.40.2",
                     *           "url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p"
                     *         }
                     *       ],
                     *       "captions": [
                     *         {
                     *           "language": "en",
                     *           "tag": "en",
                     *           "label": "English",
                     *           "kind": "subtitles",
                     *           "name": "",
                     *           "forced": false,
                     *           "hearing_impaired": false,
                     *           "commentary": false,
                     *           "state": "finished",
                     *           "source": "auto",
                     *           "translation": {
                     *             "from": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "revision": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *             "by": "LibreTranslate",
                     *             "outdated": false
                     *           },
                     *           "model": "base",
                     *           "word_count": 1204,
                     *           "cue_count": 98,
                     *           "vtt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.vtt?lang=en",
                     *           "srt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.srt?lang=en",
                     *           "json_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.json?lang=en",
                     *           "txt_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions.txt?lang=en"
                     *         }
                     *       ],
                     *       "chapters": [
                     *         {
                     *           "start": 0,
                     *           "end": 61.5,
                     *           "title": "Introduction"
                     *         }
                     *       ],
                     *       "chapters_by": "file",
                     *       "thumbnail_url": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/thumbnail.jpg",
                     *       "storyboard_url": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/storyboard.vtt",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "can_edit": true,
                     *       "urls": {
                     *         "self": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "stream": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/720p",
                     *         "hls": "/api/stream/9kQ2vZ7xTqWc1YbN3mR5sA/master.m3u8",
                     *         "captions": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions",
                     *         "captions_status": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/captions/status",
                     *         "events": "/api/videos/9kQ2vZ7xTqWc1YbN3mR5sA/events"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    changeVideos: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "change",
                 *       "videos": [
                 *         "9kQ2vZ7xTqWc1YbN3mR5sA"
                 *       ],
                 *       "visibility": "private",
                 *       "add_tags": [
                 *         "talk"
                 *       ],
                 *       "remove_tags": [
                 *         "talk"
                 *       ],
                 *       "playlist": "9kQ2vZ7xTqWc1YbN3mR5sA",
                 *       "undo_seconds": 20
                 *     }
                 */
                "application/json": components["schemas"]["Bulk"];
            };
        };
        responses: {
            /** @description What became of each video. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "error": {
                     *             "type": "about:blank",
                     *             "title": "Not Found",
                     *             "status": 404,
                     *             "detail": "there is no such video, or it is private"
                     *           }
                     *         }
                     *       ],
                     *       "failed": 0
                     *     }
                     */
                    "application/json": components["schemas"]["BulkResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    downloadVideos: {
        parameters: {
            query: {
                /**
                 * @description Which files of each; all if absent.
                 * @example all
                 */
                files?: "all" | "videos" | "captions";
                /**
                 * @description Of the captions; srt if absent.
                 * @example srt
                 */
                format?: "srt" | "vtt";
                /**
                 * @description The ids of up to 200 videos.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                videos: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ZIP file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhooks, without their secrets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhooks": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "url": "https://example.com/hooks",
                     *           "description": "the catalogue",
                     *           "events": [
                     *             "captions.ready"
                     *           ],
                     *           "all_videos": true,
                     *           "enabled": true,
                     *           "disabled_reason": "its answer was 410 Gone",
                     *           "failing_since": "2026-11-29T10:00:00.000Z",
                     *           "old_secret_until": "2026-11-29T10:00:00.000Z",
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "updated_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/hooks",
                 *       "events": [
                 *         "video.ready",
                 *         "video.failed",
                 *         "captions.ready",
                 *         "captions.failed"
                 *       ],
                 *       "description": "the catalogue"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookFields"];
            };
        };
        responses: {
            /** @description The webhook with its secret. */
            201: {
                headers: {
                    /**
                     * @description The webhook.
                     * @example /api/webhooks/9kQ2vZ7xTqWc1YbN3mR5sA
                     */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "url": "https://example.com/hooks",
                     *       "description": "the catalogue",
                     *       "events": [
                     *         "captions.ready"
                     *       ],
                     *       "all_videos": true,
                     *       "enabled": true,
                     *       "disabled_reason": "its answer was 410 Gone",
                     *       "failing_since": "2026-11-29T10:00:00.000Z",
                     *       "old_secret_until": "2026-11-29T10:00:00.000Z",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z",
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw7Qm1yQ9uB3o="
                     *     }
                     */
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The webhook's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "url": "https://example.com/hooks",
                     *       "description": "the catalogue",
                     *       "events": [
                     *         "captions.ready"
                     *       ],
                     *       "all_videos": true,
                     *       "enabled": true,
                     *       "disabled_reason": "its answer was 410 Gone",
                     *       "failing_since": "2026-11-29T10:00:00.000Z",
                     *       "old_secret_until": "2026-11-29T10:00:00.000Z",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The webhook's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The webhook's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/hooks",
                 *       "events": [
                 *         "video.ready",
                 *         "video.failed",
                 *         "captions.ready",
                 *         "captions.failed"
                 *       ],
                 *       "description": "the catalogue",
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["WebhookPatch"];
            };
        };
        responses: {
            /** @description The changed webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "url": "https://example.com/hooks",
                     *       "description": "the catalogue",
                     *       "events": [
                     *         "captions.ready"
                     *       ],
                     *       "all_videos": true,
                     *       "enabled": true,
                     *       "disabled_reason": "its answer was 410 Gone",
                     *       "failing_since": "2026-11-29T10:00:00.000Z",
                     *       "old_secret_until": "2026-11-29T10:00:00.000Z",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "updated_at": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /**
                 * @description `next_before` of the page before.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                before?: string;
                /**
                 * @description Deliveries on the page; 50 if absent.
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The webhook's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deliveries": [
                     *         {
                     *           "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "event_id": "msg_9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "type": "captions.ready",
                     *           "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *           "state": "waiting",
                     *           "attempts": 1,
                     *           "last_status": 200,
                     *           "error": "the answer was 500",
                     *           "next_try_at": "2026-11-29T10:00:00.000Z",
                     *           "created_at": "2026-11-29T10:00:00.000Z",
                     *           "finished_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_before": "9kQ2vZ7xTqWc1YbN3mR5sA"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The delivery's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                delivery: string;
                /**
                 * @description The webhook's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "event_id": "msg_9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "type": "captions.ready",
                     *       "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "state": "waiting",
                     *       "attempts": 1,
                     *       "last_status": 200,
                     *       "error": "the answer was 500",
                     *       "next_try_at": "2026-11-29T10:00:00.000Z",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "finished_at": "2026-11-29T10:00:00.000Z",
                     *       "body": "{\"type\":\"captions.ready\",\"data\":{}}",
                     *       "attempt_list": [
                     *         {
                     *           "number": 1,
                     *           "started_at": "2026-11-29T10:00:00.000Z",
                     *           "seconds": 0.21,
                     *           "status": 200,
                     *           "error": "no answer within 15 s",
                     *           "response": "ok"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDeliveryDetails"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resendWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The delivery's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                delivery: string;
                /**
                 * @description The webhook's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which waits to be sent. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "event_id": "msg_9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "type": "captions.ready",
                     *       "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "state": "waiting",
                     *       "attempts": 1,
                     *       "last_status": 200,
                     *       "error": "the answer was 500",
                     *       "next_try_at": "2026-11-29T10:00:00.000Z",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "finished_at": "2026-11-29T10:00:00.000Z",
                     *       "body": "{\"type\":\"captions.ready\",\"data\":{}}",
                     *       "attempt_list": [
                     *         {
                     *           "number": 1,
                     *           "started_at": "2026-11-29T10:00:00.000Z",
                     *           "seconds": 0.21,
                     *           "status": 200,
                     *           "error": "no answer within 15 s",
                     *           "response": "ok"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDeliveryDetails"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The webhook's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw7Qm1yQ9uB3o=",
                     *       "old_secret_until": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The webhook's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw7Qm1yQ9uB3o=",
                     *       "old_secret_until": "2026-11-29T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The webhook's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which waits to be sent. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "event_id": "msg_9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "type": "captions.ready",
                     *       "video_id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *       "state": "waiting",
                     *       "attempts": 1,
                     *       "last_status": 200,
                     *       "error": "the answer was 500",
                     *       "next_try_at": "2026-11-29T10:00:00.000Z",
                     *       "created_at": "2026-11-29T10:00:00.000Z",
                     *       "finished_at": "2026-11-29T10:00:00.000Z",
                     *       "body": "{\"type\":\"captions.ready\",\"data\":{}}",
                     *       "attempt_list": [
                     *         {
                     *           "number": 1,
                     *           "started_at": "2026-11-29T10:00:00.000Z",
                     *           "seconds": 0.21,
                     *           "status": 200,
                     *           "error": "no answer within 15 s",
                     *           "response": "ok"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDeliveryDetails"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    transcribeFile: {
        parameters: {
            query?: {
                /**
                 * @description false: the file is raw PCM: 16 kHz, mono, 16 bits, little-endian. true if absent.
                 * @example true
                 */
                encode?: boolean;
                /**
                 * @description Text that comes before: names, spelling, style.
                 * @example StreamForge
                 */
                initial_prompt?: string;
                /**
                 * @description A code or an English name; `auto` to detect it, `auto-segment` to detect it in each window.
                 * @example en
                 */
                language?: string | null;
                /**
                 * @description The form of the answer; txt if absent.
                 * @example txt
                 */
                output?: "txt" | "vtt" | "srt" | "tsv" | "json";
                /**
                 * @description translate: into English.
                 * @example transcribe
                 */
                task?: "transcribe" | "translate";
                /**
                 * @description Whether silence is skipped.
                 * @example true
                 */
                vad_filter?: boolean;
                /**
                 * @description Whether words get exact times; for json.
                 * @example false
                 */
                word_timestamps?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "audio_file": "(bytes)"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["AsrForm"];
            };
        };
        responses: {
            /** @description In the form of `output`. */
            200: {
                headers: {
                    /**
                     * @description What was sent and has no effect, one header for each: `299 streamforge` and a text.
                     * @example 299 streamforge "the field user is not known here and has no effect"
                     */
                    Warning?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "The old gardener planted three rows of beans.",
                     *       "language": "en"
                     *     }
                     */
                    "application/json": components["schemas"]["Asr"];
                    /**
                     * @example 1
                     *     00:00:00,000 --> 00:00:02,400
                     *     The old gardener
                     */
                    "application/x-subrip": string;
                    /** @example The old gardener planted three rows of beans. */
                    "text/plain": string;
                    /**
                     * @example start	end	text
                     *     0	2400	The old gardener
                     */
                    "text/tab-separated-values": string;
                    /**
                     * @example WEBVTT
                     *
                     *     00:00:00.000 --> 00:00:02.400
                     *     The old gardener
                     */
                    "text/vtt": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    detectLanguage: {
        parameters: {
            query?: {
                /**
                 * @description false: the file is raw PCM: 16 kHz, mono, 16 bits, little-endian. true if absent.
                 * @example true
                 */
                encode?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "audio_file": "(bytes)"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["AsrForm"];
            };
        };
        responses: {
            /** @description The language. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "detected_language": "english",
                     *       "language_code": "en",
                     *       "confidence": 0.98
                     *     }
                     */
                    "application/json": components["schemas"]["DetectedLanguage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "version": "0.1.0",
                     *       "uptime_seconds": 3600,
                     *       "database": "ok",
                     *       "jobs": {
                     *         "queued": 0,
                     *         "running": 0,
                     *         "dead": 0
                     *       },
                     *       "sandbox": {
                     *         "name": "bubblewrap",
                     *         "missing": "bwrap is not installed"
                     *       },
                     *       "workers": [
                     *         {
                     *           "version": "0.1.0",
                     *           "model": "base",
                     *           "models": [
                     *             "base",
                     *             "tiny.en"
                     *           ],
                     *           "device": "cpu",
                     *           "cuda_fallback_reason": "no NVIDIA driver was found",
                     *           "sandbox": {
                     *             "name": "bubblewrap",
                     *             "missing": "bwrap is not installed"
                     *           },
                     *           "seen_at": "2026-11-29T10:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOembed: {
        parameters: {
            query?: {
                /**
                 * @description json, which is the default.
                 * @example json
                 */
                format?: string;
                /**
                 * @description The highest that the frame may be.
                 * @example 640
                 */
                maxheight?: number;
                /**
                 * @description The widest that the frame may be.
                 * @example 640
                 */
                maxwidth?: number;
                /**
                 * @description The address of a video's page.
                 * @example https://video.example.com/videos/ID
                 */
                url?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A frame of type video. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": "1.0",
                     *       "type": "video",
                     *       "title": "A talk",
                     *       "provider_name": "StreamForge",
                     *       "provider_url": "https://video.example.com/",
                     *       "width": 640,
                     *       "height": 444,
                     *       "html": "<iframe src=\"https://video.example.com/embed/ID\"></iframe>",
                     *       "thumbnail_url": "https://video.example.com/api/stream/ID/thumbnail.jpg",
                     *       "thumbnail_width": 640,
                     *       "thumbnail_height": 360
                     *     }
                     */
                    "application/json": components["schemas"]["OEmbed"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            501: components["responses"]["NotImplemented"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOpenApiDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.1"
                     *     }
                     */
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready"
                     *     }
                     */
                    "application/json": components["schemas"]["Ready"];
                };
            };
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    signIn: {
        parameters: {
            query?: {
                /**
                 * @description The page of this server to go to then; else the library.
                 * @example /settings
                 */
                next?: string;
                /**
                 * @description The owner's token.
                 * @example a-token
                 */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
            /** @description To the wanted page, with the cookie of a session; a browser that is refused: to the page. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    signInByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example token=a-token&next=%2Fsettings */
                "application/x-www-form-urlencoded": string;
            };
        };
        responses: {
            /** @description To the wanted page, with the cookie of a session; a browser that is refused: to the page. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    signOut: {
        parameters: {
            query?: {
                /**
                 * @description `1` ends all sessions of a Supabase user.
                 * @example 1
                 */
                everywhere?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the library, without the cookie. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    createTranscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "whisper-1",
                 *       "language": "en",
                 *       "prompt": "StreamForge",
                 *       "hotwords": "beans, trellis",
                 *       "beam_size": 5,
                 *       "temperature": 0,
                 *       "vad_filter": true,
                 *       "condition_on_previous_text": false,
                 *       "response_format": "json",
                 *       "timestamp_granularities": [
                 *         "segment"
                 *       ],
                 *       "stream": false,
                 *       "file": "(bytes)"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["SpeechForm"];
            };
        };
        responses: {
            /** @description In the form of `response_format`; with `stream`, server-sent events. */
            200: {
                headers: {
                    /**
                     * @description What was sent and has no effect, one header for each: `299 streamforge` and a text.
                     * @example 299 streamforge "the field user is not known here and has no effect"
                     */
                    Warning?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "The old gardener planted three rows of beans."
                     *     }
                     */
                    "application/json": components["schemas"]["Speech"];
                    /**
                     * @example 1
                     *     00:00:00,000 --> 00:00:02,400
                     *     The old gardener
                     */
                    "application/x-subrip": string;
                    /** @example data: {"type":"transcript.text.delta","delta":"The old"} */
                    "text/event-stream": string;
                    /** @example The old gardener planted three rows of beans. */
                    "text/plain": string;
                    /**
                     * @example WEBVTT
                     *
                     *     00:00:00.000 --> 00:00:02.400
                     *     The old gardener
                     */
                    "text/vtt": string;
                };
            };
            /** @description A field is wrong or unknown; the detail names it, what it held and what it may hold. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description It needs a user, or the token is wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description This user may not do it, or a page of another origin tried to. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description There is nothing with this id, or the viewer may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The body is longer than this server takes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The file is neither video nor sound, or damaged. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too many wrong tokens came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The server failed; its log says why. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The database, the disk or a tool does not answer now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The disk is full; `Retry-After` says when to try again. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    createTranslation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "whisper-1",
                 *       "language": "en",
                 *       "prompt": "StreamForge",
                 *       "hotwords": "beans, trellis",
                 *       "beam_size": 5,
                 *       "temperature": 0,
                 *       "vad_filter": true,
                 *       "condition_on_previous_text": false,
                 *       "response_format": "json",
                 *       "timestamp_granularities": [
                 *         "segment"
                 *       ],
                 *       "stream": false,
                 *       "file": "(bytes)"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["SpeechForm"];
            };
        };
        responses: {
            /** @description In the form of `response_format`; with `stream`, server-sent events. */
            200: {
                headers: {
                    /**
                     * @description What was sent and has no effect, one header for each: `299 streamforge` and a text.
                     * @example 299 streamforge "the field user is not known here and has no effect"
                     */
                    Warning?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "The old gardener planted three rows of beans."
                     *     }
                     */
                    "application/json": components["schemas"]["Speech"];
                    /**
                     * @example 1
                     *     00:00:00,000 --> 00:00:02,400
                     *     The old gardener
                     */
                    "application/x-subrip": string;
                    /** @example data: {"type":"transcript.text.delta","delta":"The old"} */
                    "text/event-stream": string;
                    /** @example The old gardener planted three rows of beans. */
                    "text/plain": string;
                    /**
                     * @example WEBVTT
                     *
                     *     00:00:00.000 --> 00:00:02.400
                     *     The old gardener
                     */
                    "text/vtt": string;
                };
            };
            /** @description A field is wrong or unknown; the detail names it, what it held and what it may hold. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description It needs a user, or the token is wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description This user may not do it, or a page of another origin tried to. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description There is nothing with this id, or the viewer may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The body is longer than this server takes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The file is neither video nor sound, or damaged. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too many wrong tokens came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The server failed; its log says why. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The database, the disk or a tool does not answer now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The disk is full; `Retry-After` says when to try again. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    listOpenAiModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "object": "list",
                     *       "data": [
                     *         {
                     *           "id": "base",
                     *           "object": "model",
                     *           "created": 0,
                     *           "owned_by": "streamforge"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiModelList"];
                };
            };
            /** @description It needs a user, or the token is wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too many wrong tokens came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The server failed; its log says why. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The database, the disk or a tool does not answer now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    getOpenAiModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its name; the names of OpenAI's models are there too.
                 * @example whisper-1
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "base",
                     *       "object": "model",
                     *       "created": 0,
                     *       "owned_by": "streamforge"
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiModel"];
                };
            };
            /** @description It needs a user, or the token is wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description There is nothing with this id, or the viewer may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too many wrong tokens came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The server failed; its log says why. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description The database, the disk or a tool does not answer now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "message": "there is no sound in this file",
                     *         "type": "invalid_request_error",
                     *         "param": "file",
                     *         "code": "invalid_api_key"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    retryVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The video's id.
                 * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A job tries it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "9kQ2vZ7xTqWc1YbN3mR5sA",
                     *         "kind": "caption_video",
                     *         "state": "queued"
                     *       }
                     *     }
                     */
                    "application/json": {
                        job: {
                            /**
                             * @description Its id.
                             * @example 9kQ2vZ7xTqWc1YbN3mR5sA
                             */
                            id: string;
                            /**
                             * @description Such as transcode_video, caption_video, transcode_renditions.
                             * @example caption_video
                             */
                            kind: string;
                            /**
                             * @description Only queued and running here.
                             * @enum {string}
                             */
                            state: "queued" | "running" | "done" | "dead" | "cancelled";
                        };
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
}
