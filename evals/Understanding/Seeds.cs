using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>
/// Our own sentences, made from patterns. A file holds lists, <c>= name: one | other</c>; headings, <c>[task intent level]</c>; and patterns, in
/// which <c>&lt;name&gt;</c> takes one of a list and <c>{one|other|}</c> one of its alternatives. A pattern is wholly of one part, so what is
/// reported was made by patterns that nothing was learned from. Lines <c>~ task: one | other</c> hold words of a task, which stand in every
/// <c>@</c> frame, so that the frame itself speaks for none; they are learned from alone. So are the phrases of <c>^ intent: one | other</c>, and the
/// frames of <c>? task</c>, whose <c>&lt;x&gt;</c> are words that mean nothing. Lines with <c>&amp;</c> are said before requests to a shop.
/// </summary>
internal static class Seeds
{
    public static IReadOnlyList<string> Languages { get; } = ["en", "de", "fr", "es"];

    private const int OfEach = 16;
    private const int OfEachWord = 6;
    private const float MassOfWords = 90;
    private const int OfEachFrame = 60;
    private const float MassOfFrame = 15;
    private const int OfEachIntent = 800;
    private const float MassOfIntent = 500;

    private static readonly string[] Syllables =
        [.. from onset in "b,br,c,ch,cl,d,dr,f,fl,g,gr,h,j,k,l,m,n,p,pl,qu,r,s,sh,st,t,tr,v,w,z".Split(',')
            from rest in "a,an,ar,e,el,en,er,i,in,is,o,on,or,u,un,us,ai,ea,ou,y".Split(',')
            select onset + rest];

    private static readonly string[] Joints = [", ", ". ", "! ", " - ", " ... "];

    private static readonly Dictionary<string, string[]> Openings = new()
    {
        ["en"] = ["Hi, ", "Hello! ", "please ", "Good morning, ", "hey ", "Quick question: "],
        ["de"] = ["Hallo, ", "Guten Tag! ", "bitte ", "Hi, ", "Eine Frage: "],
        ["fr"] = ["Bonjour, ", "Salut ! ", "s'il te plaît, ", "Une question : "],
        ["es"] = ["Hola, ", "Buenos días. ", "por favor, ", "Una pregunta: "],
    };

    public static IEnumerable<(Part Part, Example Example)> Read() => Languages.SelectMany(Read);

    private static IEnumerable<(Part Part, Example Example)> Read(string language)
    {
        var lines = Lines(language).ToArray();
        var lists = Lists(lines, "= ");
        var frames = lines.Where(line => line.StartsWith("@ ", StringComparison.Ordinal)).Select(line => line[2..]).ToArray();
        var before = lines.Where(line => line.StartsWith("& ", StringComparison.Ordinal)).Select(line => line[2..]).ToArray();
        foreach (var (task, words) in Lists(lines, "~ "))
        {
            foreach (var example in Framed(task, language, words, frames))
            {
                yield return (Part.Learn, example);
            }
        }

        var things = Lists(lines, "~ ").SelectMany(list => list.Key == Tasks.Support ? [.. list.Value, .. list.Value] : list.Value).ToArray();
        foreach (var (intent, phrases) in Lists(lines, "^ "))
        {
            foreach (var example in Wished(intent, language, phrases, things, [.. before.Select(line => Make(line, lists, RandomOf(line)))]))
            {
                yield return (Part.Learn, example);
            }
        }

        foreach (var example in Unheard(language, [.. lines.Where(line => line.StartsWith("? ", StringComparison.Ordinal))], lists))
        {
            yield return (Part.Learn, example);
        }

        Heading? heading = null;
        foreach (var line in lines.Where(line => line[0] is not ('=' or '@' or '&' or '~' or '^' or '?')))
        {
            if (line[0] == '[')
            {
                heading = Heading.Read(line, language);
                continue;
            }

            var random = RandomOf(line);
            var made = Enumerable.Range(0, OfEach * 2).Select(_ => Make(line, lists, random)).Distinct().Take(OfEach).ToArray();
            foreach (var text in made)
            {
                var said = Vary(text, heading!.Task, language, random);
                said = heading.Task == Tasks.Support && random.Next(4) == 0 ? $"{Make(before[random.Next(before.Length)], lists, random)} {said}" : said;
                yield return (Parts.Of(line), new(said, $"own {language}", heading.Intent, heading.Task, language, heading.Level, 10f / (made.Length + 4)));
            }
        }
    }

    /// <summary>Each word of a task in some frames, with others of the same task where a frame takes several.</summary>
    private static IEnumerable<Example> Framed(string task, string language, string[] words, string[] frames)
    {
        var random = RandomOf(language + task);
        foreach (var word in words)
        {
            for (var i = 0; i < OfEachWord; i++)
            {
                var frame = frames[random.Next(frames.Length)];
                var at = frame.IndexOf("<w>", StringComparison.Ordinal);
                var text = Make($"{frame[..at]}{word}{frame[(at + 3)..]}", new() { ["w"] = words }, random);
                yield return new(text, $"words {language}", Task: task, Language: language, Weight: MassOfWords / (words.Length * OfEachWord));
            }
        }
    }

    /// <summary>Frames around words that nobody ever heard: what is left when the subject says nothing.</summary>
    private static IEnumerable<Example> Unheard(string language, string[] lines, Dictionary<string, string[]> lists)
    {
        foreach (var line in lines)
        {
            var (random, task) = (RandomOf(line), line.Split(' ')[1]);
            for (var i = 0; i < OfEachFrame; i++)
            {
                var words = Enumerable.Range(0, 8).Select(_ => Word(random)).ToArray();
                var text = Make(line[(task.Length + 3)..], new(lists) { ["x"] = words }, random);
                yield return new(text, $"frames {language}", Task: task, Language: language, Weight: MassOfFrame / OfEachFrame);
            }
        }
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Syllables[random.Next(Syllables.Length)]));

    /// <summary>What is said where somebody wants something, with all kinds of things that it may be said of, so that the things speak for no intent.</summary>
    private static IEnumerable<Example> Wished(string intent, string language, string[] phrases, string[] things, string[] before)
    {
        var random = RandomOf(language + intent);
        for (var i = 0; i < OfEachIntent; i++)
        {
            var text = new StringBuilder(random.Next(4) == 0 ? before[random.Next(before.Length)] + " " : "");
            for (var clauses = random.Next(1, 4); clauses > 0; clauses--)
            {
                text.Append(phrases[random.Next(phrases.Length)]);
                text.Append(random.Next(3) == 0 ? "" : " " + things[random.Next(things.Length)]);
                text.Append(clauses > 1 ? Joints[random.Next(Joints.Length)] : intent == Intents.Question && random.Next(3) > 0 ? "?" : "");
            }

            yield return new(text.ToString(), $"wishes {language}", Intent: intent, Language: language, Weight: MassOfIntent / OfEachIntent);
        }
    }

    private static Random RandomOf(string text) => new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text))));

    private static Dictionary<string, string[]> Lists(string[] lines, string mark) =>
        lines.Where(line => line.StartsWith(mark, StringComparison.Ordinal)).Select(line => line[2..].Split(':', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Split('|', StringSplitOptions.TrimEntries));

    private static IEnumerable<string> Lines(string language)
    {
        using var stream = typeof(Seeds).Assembly.GetManifestResourceStream(language)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static string Make(string pattern, Dictionary<string, string[]> lists, Random random)
    {
        var made = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var close = pattern[i] switch
            {
                '{' => pattern.IndexOf('}', i),
                '<' => pattern.IndexOf('>', i),
                _ => -1,
            };
            var inside = close < 0 ? "" : pattern[(i + 1)..close];
            if (pattern[i] == '{' && inside.Contains('|', StringComparison.Ordinal))
            {
                var alternatives = inside.Split('|');
                made.Append(Make(alternatives[random.Next(alternatives.Length)], lists, random));
                i = close;
            }
            else if (pattern[i] == '<' && lists.TryGetValue(inside, out var list))
            {
                made.Append(list[random.Next(list.Length)]);
                i = close;
            }
            else
            {
                made.Append(pattern[i]);
            }
        }

        return made.ToString().Trim();
    }

    // People leave out the last sign, and greet before they ask.
    private static string Vary(string text, string task, string language, Random random)
    {
        text = random.Next(4) == 0 ? text.TrimEnd('.', '?', '!', ' ') : text;
        if (task == Tasks.Chitchat || random.Next(8) != 0)
        {
            return text;
        }

        var openings = Openings[language];
        return openings[random.Next(openings.Length)] + char.ToLower(text[0], CultureInfo.InvariantCulture) + text[1..];
    }

    private sealed record Heading(string Task, string Intent, int Level)
    {
        public static Heading Read(string line, string language)
        {
            var words = line.Trim('[', ']').Split(' ');
            var level = ComplexityModel.Levels.Index().First(level => level.Item == words[2]).Index;
            return Tasks.All.Contains(words[0]) && Intents.All.Contains(words[1])
                ? new(words[0], words[1], level)
                : throw new InvalidDataException($"{language}: {line} names no task or intent.");
        }
    }
}
