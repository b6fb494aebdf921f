using System.Security.Cryptography;
using System.Text;
using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>
/// Makes texts from patterns: <c>{one|other|}</c> takes one alternative; <c>&lt;P&gt;</c> is a person, <c>&lt;F&gt;</c> a first and <c>&lt;L&gt;</c> a
/// last name, <c>&lt;G&gt;</c> a title before it, <c>&lt;A&gt;</c> an address, <c>&lt;S&gt;</c> a street, <c>&lt;Z&gt;</c> a postal code, <c>&lt;C&gt;</c> a
/// place, <c>&lt;O&gt;</c> an organization; others are lists. A pattern is wholly of one part.
/// </summary>
internal sealed class Patterns(string name, int ofEach)
{
    public IEnumerable<(Part Part, Seed Seed)> Read()
    {
        foreach (var line in SeedLists.Lines(name))
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(line));
            var random = new Random(BitConverter.ToInt32(hash));
            var part = (hash[8] % 10) switch { 0 or 1 => Part.Report, 2 => Part.Calibrate, _ => Part.Learn };
            for (var i = 0; i < ofEach; i++)
            {
                yield return (part, Vary(Make(line, random), random));
            }
        }
    }

    private static Seed Make(string pattern, Random random)
    {
        var (text, data, inventor) = (new StringBuilder(), new List<PersonalDatum>(), new Inventor(random));
        Write(pattern.Replace("\\n", "\n", StringComparison.Ordinal));
        return new(text.ToString(), data);

        void Write(string part)
        {
            for (var i = 0; i < part.Length; i++)
            {
                var close = part[i] == '{' ? part.IndexOf('}', i) : part[i] == '<' && i + 1 < part.Length && char.IsLetter(part[i + 1]) ? part.IndexOf('>', i) : -1;
                if (close < 0)
                {
                    text.Append(part[i]);
                    continue;
                }

                var inside = part[(i + 1)..close];
                if (part[i] == '{')
                {
                    var alternatives = inside.Split('|');
                    Write(alternatives[random.Next(alternatives.Length)]);
                }
                else
                {
                    var (kind, value) = Values.Of(inside, inventor, random);
                    data.AddRange(kind is null ? [] : [new PersonalDatum(kind, text.Length, text.Length + value.Length, 1)]);
                    text.Append(value);
                }

                i = close;
            }
        }
    }

    // People leave out capitals, or write nothing else.
    private static Seed Vary(Seed seed, Random random) => random.Next(12) switch
    {
        < 2 => Same(seed, seed.Text.ToLowerInvariant()),
        2 => Same(seed, seed.Text.ToUpperInvariant()),
        3 => seed with { Text = seed.Text.TrimEnd('.', '!') is var cut && seed.Data.All(datum => datum.End <= cut.Length) ? cut : seed.Text },
        _ => seed,
    };

    private static Seed Same(Seed seed, string other) => other.Length == seed.Text.Length ? seed with { Text = other } : seed;
}
