using System.Text.Json;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>
/// Reads the files of the messages in the window, the newest first: texts into the prompt while they fit their share of it, larger ones
/// into the knowledge of the conversation, images to models that can see.
/// </summary>
internal sealed class ReadAttachments(FileStore files, FileLinks links, AttachedKnowledge knowledge, TimeProvider time) : ITurnStep
{
    private const int MostImages = 20;

    /// <summary>Texts of messages beyond the window that one turn has read into the knowledge; a copy of a long conversation brings many.</summary>
    private const int MostOlder = 32;
    private const long MostImageBytes = 20 * 1_048_576;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public string Name => "attach";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        var attached = Attached(turn);
        var place = new AttachedNamespace(turn.Subject, turn.Conversation);
        var linked = turn.HasNoFiles ? [] : await links.OfAsync(turn.Tenant, turn.Conversation, cancellationToken);
        var older = await KnowAsync(turn, place, attached, linked, cancellationToken);
        if (attached.Count > 0 || linked.Count > 0)
        {
            var records = await SortAsync(turn, attached, cancellationToken);
            var late = await WaitAsync(turn, place, records, older, cancellationToken);
            turn.Attachments =
            [
                .. records.Select(record => record.Way == AttachmentWay.Knowledge && late.Contains(record.FileId.Value) ? record with { Way = AttachmentWay.NotReady } : record),
                .. Earlier(turn, attached, linked),
            ];
            await LoadAsync(turn, attached, cancellationToken);
        }

        return new(JsonSerializer.SerializeToUtf8Bytes(turn.Attachments), []);
    }

    public async Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        turn.Attachments = outcome.Deserialize<IReadOnlyList<AttachmentRecord>>() ?? [];
        await LoadAsync(turn, Attached(turn), cancellationToken);
        return null;
    }

    private static List<(Message Message, Attachment File)> Attached(Turn turn) =>
        [.. turn.Window.Reverse().SelectMany(message => message.Attachments.Select(file => (message, file)))];

    /// <summary>Whether passages are looked for: because the turn wants them, or because texts of its own may be too long for the prompt.</summary>
    private static bool IsSearched(Turn turn, List<(Message Message, Attachment File)> attached) =>
        turn.Options.Retrieval is not null || attached.Exists(one => one.File.Kind == StoredFile.Text);

    /// <summary>Files of messages that the window does not hold, the newest first: they do not stand in this prompt.</summary>
    private static IEnumerable<AttachmentRecord> Earlier(Turn turn, List<(Message Message, Attachment File)> attached, IReadOnlyList<AttachedFile> linked)
    {
        var shown = turn.Window.Select(message => message.Id).ToHashSet();
        return linked.Where(file => !shown.Contains(file.MessageId)).DistinctBy(file => file.FileId)
            .ExceptBy(attached.Select(one => one.File.FileId), file => file.FileId)
            .Take(MostOlder).Select(file => new AttachmentRecord(file.MessageId, file.FileId, AttachmentWay.Earlier, 0));
    }

    /// <summary>
    /// Has every text read into the knowledge that is not there yet: those of the window are found there once it has gone past them, and
    /// those of older messages were never in one where the conversation is a copy.
    /// </summary>
    /// <returns>Those beyond the window that will be searched and cannot be yet.</returns>
    private async Task<IReadOnlyList<string>> KnowAsync(
        Turn turn, AttachedNamespace place, List<(Message Message, Attachment File)> attached, IReadOnlyList<AttachedFile> linked,
        CancellationToken cancellationToken)
    {
        var texts = attached.Where(one => one.File.Kind == StoredFile.Text).Select(one => one.File).DistinctBy(file => file.FileId).ToList();
        var started = time.GetTimestamp();
        IReadOnlyList<FileId> older = !IsSearched(turn, attached) ? [] :
            [.. linked.Where(file => file.Kind == StoredFile.Text).Select(file => file.FileId).Distinct().Except(texts.Select(file => file.FileId))];
        if (texts.Count == 0 && older.Count == 0)
        {
            return [];
        }

        var known = await knowledge.StatesAsync(
            turn.Tenant, place, [.. texts.Select(file => file.FileId.Value), .. older.Select(file => file.Value)], cancellationToken);
        var missing = older.Where(file => !known.ContainsKey(file.Value)).Take(MostOlder).ToList();
        texts.AddRange((await files.FindAsync(turn.Tenant, turn.Subject, missing, cancellationToken)).Select(Attachment.Of));
        var isNew = attached.Select(one => one.File.FileId).ToHashSet();
        foreach (var file in texts.Where(file => !known.ContainsKey(file.FileId.Value)))
        {
            // What this turn cannot wait for, a later one has read.
            if (!isNew.Contains(file.FileId) && time.GetElapsedTime(started) >= LongestWait)
            {
                break;
            }

            if (await files.ReadTextAsync(turn.Tenant, turn.Subject, file.FileId, cancellationToken) is { } text)
            {
                await knowledge.AddAsync(
                    turn.Tenant, place, file.FileId.Value, file.Name, file.MediaType, text,
                    connection => FileLinks.HoldAsync(connection, turn.Subject, turn.Conversation, file.FileId), cancellationToken);
            }
        }

        return [.. missing.Select(file => file.Value), .. older.Select(file => file.Value).Where(file => known.TryGetValue(file, out var state) && state == AttachedState.Reading)];
    }

    private async Task<List<AttachmentRecord>> SortAsync(
        Turn turn, List<(Message Message, Attachment File)> attached, CancellationToken cancellationToken)
    {
        var deployment = turn.Deployment!;
        var there = (await files.FindAsync(turn.Tenant, turn.Subject, [.. attached.Select(one => one.File.FileId).Distinct()], cancellationToken))
            .Select(file => file.Id).ToHashSet();
        var (images, bytes) = (0, 0L);

        // What is said of a file whose content does not stand here comes first: it is said of every one.
        var left = PromptBudget.Left(turn) - (IsSearched(turn, attached) ? PromptBudget.ForSources(turn) : 0)
            - attached.DistinctBy(one => one.Message.Id).Count() * MessageFiles.Around
            - attached.Sum(one => MessageFiles.InsteadOf + deployment.Tokens.Estimate(one.File.Name));
        var room = Math.Min(left, AttachedTokens.Most(deployment));
        var records = new List<AttachmentRecord>();
        foreach (var (message, file) in attached)
        {
            var (way, tokens) = (AttachmentWay.Unseen, 0L);
            if (!there.Contains(file.FileId))
            {
                way = AttachmentWay.Gone;
            }
            else if (file.Kind == StoredFile.Image)
            {
                var shown = ImageTokens.Of(file.Width, file.Height);
                if (deployment.Abilities.HasFlag(ModelAbilities.Vision) && images < MostImages && bytes + file.Bytes <= MostImageBytes && shown <= left)
                {
                    (way, tokens, images, bytes, left) = (AttachmentWay.Image, shown, images + 1, bytes + file.Bytes, left - shown);
                    room = Math.Min(room, left);
                }
            }
            else if (await TokensAsync(turn, file, room, cancellationToken) is { } fits)
            {
                (way, tokens, room, left) = (AttachmentWay.Prompt, fits, room - fits, left - fits);
            }
            else
            {
                way = AttachmentWay.Knowledge;
            }

            records.Add(new(message.Id, file.FileId, way, tokens));
        }

        return records;
    }

    /// <returns>Null when it does not fit.</returns>
    private async Task<long?> TokensAsync(Turn turn, Attachment file, long room, CancellationToken cancellationToken)
    {
        if (!AttachedTokens.MayFit(file.Bytes, room))
        {
            return null;
        }

        var text = await files.ReadTextAsync(turn.Tenant, turn.Subject, file.FileId, cancellationToken);
        var tokens = text is null ? 0 : turn.Deployment!.Tokens.Estimate(MessageFiles.Tame(text));
        return tokens <= room ? tokens : null;
    }

    /// <summary>Waits until what has to be searched can be, but not for ever.</summary>
    /// <returns>What could not be read in time, by its file's id.</returns>
    private async Task<HashSet<string>> WaitAsync(
        Turn turn, AttachedNamespace place, List<AttachmentRecord> records, IReadOnlyList<string> older, CancellationToken cancellationToken)
    {
        // The extractive model reads nothing but what was found.
        var wanted = records.Where(record => record.Way == AttachmentWay.Knowledge || (record.Way == AttachmentWay.Prompt && !turn.Deployment!.IsLanguageModel))
            .Select(record => record.FileId.Value).Concat(older).Distinct().ToList();
        var started = time.GetTimestamp();
        while (wanted.Count > 0)
        {
            var states = await knowledge.StatesAsync(turn.Tenant, place, wanted, cancellationToken);
            wanted.RemoveAll(file => states.GetValueOrDefault(file, AttachedState.Failed) == AttachedState.Ready);
            var isHopeless = wanted.TrueForAll(file => states.GetValueOrDefault(file, AttachedState.Failed) == AttachedState.Failed);
            if (isHopeless || time.GetElapsedTime(started) >= LongestWait)
            {
                break;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return [.. wanted];
    }

    private async Task LoadAsync(Turn turn, List<(Message Message, Attachment File)> attached, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<MessageId, MessageFiles>();
        var ways = turn.Attachments.ToDictionary(record => (record.MessageId, record.FileId), record => record.Way);
        foreach (var (message, file) in attached)
        {
            if (!loaded.TryGetValue(message.Id, out var told))
            {
                loaded[message.Id] = told = new();
            }

            var way = ways.GetValueOrDefault((message.Id, file.FileId), AttachmentWay.Unseen);
            if (way == AttachmentWay.Image && await files.ReadWholeAsync(turn.Tenant, turn.Subject, file.FileId, cancellationToken) is { } image)
            {
                told.Show(file, image);
            }
            else if (way == AttachmentWay.Prompt && await files.ReadTextAsync(turn.Tenant, turn.Subject, file.FileId, cancellationToken) is { } text)
            {
                told.Quote(file, text);
            }
            else
            {
                told.Tell(file, way switch
                {
                    AttachmentWay.Knowledge => "This file is too long to stand here. Passages of it that fit the question are among the sources.",
                    AttachmentWay.NotReady => "This file is too long to stand here, and could not be read in time for this answer.",
                    AttachmentWay.Unseen => "An image that cannot be shown here.",
                    _ => "This file was deleted.",
                });
            }
        }

        turn.Files = loaded;
    }
}
