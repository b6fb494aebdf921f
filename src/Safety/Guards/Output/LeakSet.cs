using System.Security.Cryptography;
using System.Text;

namespace Parley.Safety;

/// <summary>
/// A text that an answer must not repeat, as the fingerprints of all its runs of 16 letters; case, blanks and signs do not count. Immutable.
/// </summary>
public sealed class LeakSet
{
    internal const int Window = 16;
    internal const ulong Base = 0x9E3779B97F4A7C15;

    // About twelve words.
    private const int LeastOfInstructions = 60;
    private const int MostOfPrompt = 120;
    private const int LongestPrompt = 32_768;
    private const int CanaryBytes = 13;
    private const string CanaryLetters = "abcdefghijkmnpqrstuvwxyz23456789";

    private readonly HashSet<ulong> _windows = [];

    private LeakSet(string kind, int least) => (Kind, Least) = (kind, least);

    /// <summary><c>prompt</c> or <c>canary</c>.</summary>
    public string Kind { get; }

    /// <summary>How many letters in a row are a leak.</summary>
    internal int Least { get; }

    /// <summary>Our own instructions, also turned around, in rot13, in base64 and in hexadecimal digits.</summary>
    public static LeakSet OfInstructions(string text) => new LeakSet("prompt", LeastOfInstructions).WithCodes(text);

    /// <summary>A word that stands in the instructions alone, in the same forms.</summary>
    public static LeakSet OfCanary(string canary) => new LeakSet("canary", LettersOf(canary).Length).WithCodes(canary);

    /// <summary>
    /// What a conversation's owner wrote for the assistant. It often holds what the assistant is meant to say, so that more of it must be repeated.
    /// </summary>
    /// <returns>Null for a text that is too short to be told from what anybody says.</returns>
    public static LeakSet? OfPrompt(string text)
    {
        var letters = LettersOf(text.Length > LongestPrompt ? text[..LongestPrompt] : text);
        if (letters.Length < LeastOfInstructions)
        {
            return null;
        }

        var set = new LeakSet("prompt", Math.Min(MostOfPrompt, letters.Length));
        set.Add(letters);
        return set;
    }

    /// <summary>The word for a tenant: always the same, so that prompts stay the same.</summary>
    public static string CanaryFor(TenantId tenant) => string.Concat(
        SHA256.HashData(Encoding.UTF8.GetBytes($"canary {tenant.Value}"))[..(2 * CanaryBytes)].Select(one => CanaryLetters[one % CanaryLetters.Length]));

    internal bool Contains(ulong window) => _windows.Contains(window);

    /// <summary>The letters and digits of a text, small: all that counts when it is compared.</summary>
    public static string LettersOf(string text) => string.Concat(text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    private LeakSet WithCodes(string text)
    {
        var letters = LettersOf(text);
        Add(letters);
        Add(string.Concat(letters.Reverse()));
        Add(string.Concat(letters.Select(Turned)));
        var bytes = Encoding.UTF8.GetBytes(text);
        Add(LettersOf(Convert.ToHexString(bytes)));
        for (var skipped = 0; skipped < 3; skipped++)
        {
            Add(LettersOf(Convert.ToBase64String(bytes, skipped, Math.Max(0, bytes.Length - skipped))));
        }

        return this;
    }

    private void Add(string letters)
    {
        var window = new LeakWindow();
        foreach (var letter in letters)
        {
            if (window.Push(letter))
            {
                _windows.Add(window.Hash);
            }
        }
    }

    private static char Turned(char letter) => char.IsAsciiLetterLower(letter) ? (char)('a' + ((letter - 'a' + 13) % 26)) : letter;
}
