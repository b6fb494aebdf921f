using System.Security.Cryptography;
using System.Text;

namespace Parley.ScriptedProvider;

/// <summary>Text that means nothing, not even to a guard against harm, and is always the same for the same seed and messages.</summary>
internal static class MadeUpText
{
    private static readonly string[] Words =
    [
        "river", "stone", "garden", "window", "letter", "summer", "market", "castle", "candle", "engine", "forest", "harbour",
        "island", "journey", "kitchen", "lantern", "meadow", "needle", "orchard", "paper", "quarry", "ribbon", "signal", "timber",
        "umbrella", "valley", "winter", "yellow", "zephyr", "anchor", "basket", "copper", "dancer", "ember", "feather", "glacier",
        "ink", "jacket", "kettle", "ladder", "mirror", "novel", "ocean", "pepper", "quilt", "rocket", "saddle",
        "tunnel", "velvet", "walnut", "violin", "barley", "cobalt", "drizzle", "elbow", "café", "naïve", "Größe", "søndag",
        "the", "and", "of", "under", "over", "with", "after", "before", "between", "without", "never", "always", "slowly", "quickly",
    ];

    /// <summary>A number that stands for the seed and everything the model was told.</summary>
    public static ulong Hash(long seed, IEnumerable<ChatMessage> messages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(seed));
        foreach (var message in messages)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{message.Role}\n{message.Text.Length}\n{message.Text}\n"));
        }

        return BitConverter.ToUInt64(hash.GetHashAndReset());
    }

    /// <summary>Sentences of exactly this many <see cref="Pieces"/>.</summary>
    public static string Write(ulong hash, int pieces)
    {
        var text = new StringBuilder(pieces * 7);
        var state = hash;
        var left = 0;
        for (var piece = 0; piece < pieces; piece++)
        {
            if (left > 0)
            {
                left--;
                text.Append(left == 0 ? "." : " " + Word(ref state));
                continue;
            }

            var start = Next(ref state);
            left = 6 + (int)(start % 9);
            var paragraph = piece > 0 && (start >> 32) % 5 == 0 && piece + 1 < pieces;
            if (paragraph)
            {
                text.Append("\n\n");
                piece++;
            }

            var word = Word(ref state);
            text.Append(piece == 0 || paragraph ? "" : " ").Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
        }

        return text.ToString();
    }

    private static string Word(ref ulong state)
    {
        var next = Next(ref state);
        return next % 61 == 0 ? "🙂" : Words[(next >> 8) % (ulong)Words.Length];
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood, 2014).</summary>
    private static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
