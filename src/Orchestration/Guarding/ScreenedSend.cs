using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// A send in which personal data was looked for. The looking takes time and is done before the transaction; the placeholders are minted in it, where
/// the conversation is held.
/// </summary>
internal sealed class ScreenedSend
{
    private static readonly IReadOnlyDictionary<string, int> None = new Dictionary<string, int>();

    private readonly Send _send;
    private readonly Dictionary<(string Text, bool IsTyped), ScreenedText> _texts = [];

    private ScreenedSend(Send send, IReadOnlyDictionary<string, int> replaced) => (_send, Replaced) = (send, replaced.Count == 0 ? null : replaced);

    /// <summary>In how many places something is replaced, by kind; null for nowhere.</summary>
    public IReadOnlyDictionary<string, int>? Replaced { get; }

    /// <exception cref="RefusedException">422: the policy refuses something that is in it.</exception>
    public static ScreenedSend Of(Send send, PersonalDataScreen screen, DataKey key)
    {
        var (texts, replaced) = (new Dictionary<(string, bool), ScreenedText?>(), new Dictionary<string, int>());
        SentTexts.Map(send, (field, text, isTyped) =>
        {
            if (!texts.TryGetValue((text, isTyped), out var found))
            {
                texts[(text, isTyped)] = found = text.Length > 0 ? screen.Look(field, text, isTyped) : null;
            }

            foreach (var (kind, places) in found?.Places ?? None)
            {
                replaced[kind] = replaced.GetValueOrDefault(kind) + places;
            }

            return text;
        });
        var screened = new ScreenedSend(texts.Values.All(text => text is null) ? send.Analysed(key) : send, replaced);
        foreach (var (text, found) in texts)
        {
            if (found is not null)
            {
                screened._texts.Add(text, found);
            }
        }

        return screened;
    }

    /// <summary>Whether it may be stored as it came, which is the usual case.</summary>
    public bool IsClear => _texts.Count == 0;

    /// <summary>The send as it may be stored, inside the transaction that holds the conversation.</summary>
    /// <param name="written">Takes what has to be written with it.</param>
    public async Task<Send> ReplaceAsync(
        TenantConnection connection, DataKey key, Vault vault, SubjectId subject, ConversationId conversation, List<Statement> written)
    {
        if (IsClear)
        {
            return _send;
        }

        var minting = _send.Conversation is null
            ? vault.MintFirst(key, subject.Value, conversation.Value, _texts.Values)
            : await vault.MintAsync(connection, key, subject.Value, conversation.Value, _texts.Values);
        written.AddRange(minting.Statements);
        return SentTexts.Map(_send, (_, text, isTyped) => _texts.TryGetValue((text, isTyped), out var screened) ? minting.Replace(screened) : text)
            .Analysed(key);
    }
}
