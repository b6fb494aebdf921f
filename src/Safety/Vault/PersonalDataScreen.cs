using Parley.Redaction;

namespace Parley.Safety;

/// <summary>What one policy does with the personal data of texts that somebody sends. The work is done at once, and grows with a text's length and nothing else.</summary>
public sealed class PersonalDataScreen
{
    private readonly Judge _judge;
    private readonly Policy _policy;

    internal PersonalDataScreen(InForce force) => (_judge, _policy) = (force.Judge, force.Policy?.Policy ?? Policy.Standard);

    /// <summary>Finds what the policy takes out of a text. Nothing is replaced yet: placeholders are minted where the text is stored.</summary>
    /// <param name="field">What its sender calls the text, for a refusal.</param>
    /// <param name="isTyped">Whether what looks like a placeholder in it is none and so is escaped; false for what the assistant wrote.</param>
    /// <returns>Null when nothing in it changes.</returns>
    /// <exception cref="RefusedException">422: the policy refuses texts with something that is in it.</exception>
    public ScreenedText? Look(string field, string text, bool isTyped)
    {
        var found = _judge.PersonalDataOf(text);
        if (found.FirstOrDefault(datum => _policy.PersonalData[datum.Kind] == PersonalAction.Block) is { Kind: { } blocked })
        {
            throw Blocked(field, blocked);
        }

        return found.Count > 0 || (isTyped && Placeholders.Escape(text).Length > text.Length) ? new(text, found, _policy, isTyped) : null;
    }

    /// <summary>A text that nobody restores, such as a title, with masks for all that the policy takes out of it.</summary>
    /// <exception cref="RefusedException">422: the policy refuses texts with something that is in it.</exception>
    public string Mask(string field, string text) => Look(field, text, isTyped: false)?.Masked() ?? text;

    private RefusedException Blocked(string field, string kind)
    {
        var sentence = $"There is a {kind.Replace('_', ' ')} in it, which the policy {_policy.Name} lets nobody send. Take it out and send the rest.";
        return new(new(422, "personal_data_blocked", sentence)
        {
            Errors = new Dictionary<string, string[]> { [field] = [sentence] },
            Extensions = new Dictionary<string, object?> { ["kind"] = kind },
        });
    }
}
