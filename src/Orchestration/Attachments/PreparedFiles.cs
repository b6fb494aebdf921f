using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>The files of a send, looked at before its transaction: what each message gets, or why nothing is accepted.</summary>
internal sealed class PreparedFiles : IAsyncDisposable
{
    // By the list of files that a message came with: its text may be another one by now.
    private readonly IReadOnlyDictionary<IReadOnlyList<SentFile>, IReadOnlyList<Attachment>> _ofMessages;
    private readonly RefusedException? _refusal;

    public PreparedFiles(IReadOnlyDictionary<IReadOnlyList<SentFile>, IReadOnlyList<Attachment>> ofMessages) => _ofMessages = ofMessages;

    /// <summary>A send that is refused, unless it turns out to be the repetition of one that was accepted.</summary>
    public PreparedFiles(RefusedException refusal)
        : this(new Dictionary<IReadOnlyList<SentFile>, IReadOnlyList<Attachment>>()) => _refusal = refusal;

    /// <summary>Whether an image is among them.</summary>
    public bool HaveImage => _ofMessages.Values.Any(files => files.Any(file => file.Kind == StoredFile.Image));

    /// <summary>Takes back what was stored for this send alone; done when it ends without being accepted.</summary>
    public Func<ValueTask>? Drop { private get; set; }

    public static PreparedFiles None { get; } = new(new Dictionary<IReadOnlyList<SentFile>, IReadOnlyList<Attachment>>());

    /// <exception cref="RefusedException">Nothing of it may be stored.</exception>
    public void Check()
    {
        if (_refusal is not null)
        {
            throw _refusal;
        }
    }

    /// <summary>The send was accepted: what was stored for it stays.</summary>
    public void Keep() => Drop = null;

    public ValueTask DisposeAsync() => Drop?.Invoke() ?? ValueTask.CompletedTask;

    public MessageDetails? DetailsOf(SentMessage message) =>
        _ofMessages.TryGetValue(message.Files, out var files) ? (message.Details ?? new()) with { Attachments = files } : message.Details;

    /// <summary>Attaches a message's files, in the caller's transaction.</summary>
    /// <exception cref="RefusedException">One of them was deleted since.</exception>
    public async Task AttachAsync(TenantConnection connection, SubjectId subject, ConversationId conversation, SentMessage sent, MessageId message)
    {
        if (_ofMessages.TryGetValue(sent.Files, out var files)
            && !await FileLinks.AttachAsync(connection, subject, conversation, message, [.. files.Select(file => file.FileId)]))
        {
            throw new RefusedException(Refusal.NotFound("file"));
        }
    }
}
