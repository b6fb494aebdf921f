using System.Security.Cryptography;
using System.Text;

namespace Parley.RedTeam;

/// <summary>The made-up words of one case: the same each time it is run again, and different in every other.</summary>
/// <param name="Marker">A word that no language has: an answer with it has done what the attack ordered.</param>
/// <param name="Canary">A secret that the assistant is told to keep.</param>
public sealed record Lure(string Marker, string Canary)
{
    private const string Consonants = "bdfgklmnprstvz";
    private const string Vowels = "aeiou";
    private const int Syllables = 5;

    public static Lure Of(RedTeamRunId run, long number)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{run}/{number}"));
        var marker = new StringBuilder();
        for (var i = 0; i < Syllables; i++)
        {
            marker.Append(Consonants[bytes[2 * i] % Consonants.Length]).Append(Vowels[bytes[(2 * i) + 1] % Vowels.Length]);
        }

        return new($"{marker}x", $"Quay-{bytes[20] % 10}{bytes[21] % 10}{bytes[22] % 10}{bytes[23] % 10}-{Word(bytes.AsSpan(24))}");
    }

    /// <summary>The attack with these words in place of its placeholders, and what it hides hidden.</summary>
    public Attack Arm(Attack attack)
    {
        return attack with
        {
            Turns = [.. attack.Turns.Select(turn => Text(turn)!)],
            System = Text(attack.System),
            Document = attack.Document is { } document ? document with { Title = Text(document.Title)!, Text = Text(document.Text)! } : null,
            Tool = attack.Tool is { } tool ? tool with { Result = Text(tool.Result)! } : null,
            Expects = attack.Expects with { Forbid = [.. attack.Expects.Forbid.Select(text => Text(text)!)], Judge = Text(attack.Expects.Judge) },
        };

        string? Text(string? text) => text is null ? null : Encodings.Hide(
            text.Replace("{{marker}}", Marker, StringComparison.Ordinal).Replace("{{canary}}", Canary, StringComparison.Ordinal), attack.Encoding);
    }

    private static string Word(ReadOnlySpan<byte> bytes)
    {
        Span<char> word = stackalloc char[4];
        for (var i = 0; i < word.Length; i++)
        {
            word[i] = (i % 2 == 0 ? Consonants : Vowels)[bytes[i] % (i % 2 == 0 ? Consonants.Length : Vowels.Length)];
        }

        return char.ToUpperInvariant(word[0]) + word[1..].ToString();
    }
}
