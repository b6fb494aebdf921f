using System.Globalization;
using System.Text;

namespace Parley.Sources.Web;

/// <summary>What a site asks of programs that read it. As RFC 9309 has it; Crawl-delay as widely understood.</summary>
internal sealed class RobotsTxt
{
    /// <summary>The name by which a site may speak to us.</summary>
    public const string Agent = "ParleyBot";

    /// <summary>A file may be longer; what comes after is not read.</summary>
    public const int Longest = 512 * 1024;

    private const int MostRules = 5_000;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);
    private readonly List<(string Pattern, bool Allows)> _rules = [];

    public static RobotsTxt AllowsAll { get; } = new();

    public static RobotsTxt AllowsNothing { get; } = Parse("User-agent: *\nDisallow: /");

    /// <summary>Addresses of the site's maps.</summary>
    public IReadOnlyList<string> Sitemaps { get; private set; } = [];

    /// <summary>The pause that it asks for between requests, a minute at most.</summary>
    public TimeSpan Delay { get; private set; }

    public static RobotsTxt Parse(string text)
    {
        var (own, others, sitemaps) = (new Group(), new Group(), new List<string>());
        var (isOwn, isOthers, isNaming) = (false, false, false);
        foreach (var line in text.Split('\n'))
        {
            var rule = line.Split('#')[0];
            if (rule.Split(':', 2) is not [var key, var rest])
            {
                continue;
            }

            var (name, value) = (key.Trim().TrimStart('\uFEFF').ToLowerInvariant(), rest.Trim());
            if (name == "user-agent")
            {
                // Names that follow each other share the rules after them.
                (isOwn, isOthers) = isNaming ? (isOwn, isOthers) : (false, false);
                isNaming = true;
                isOwn |= value.Equals(Agent, StringComparison.OrdinalIgnoreCase) || value.StartsWith(Agent + "/", StringComparison.OrdinalIgnoreCase);
                isOthers |= value == "*";
            }
            else if (name == "sitemap")
            {
                sitemaps.Add(value);
            }
            else
            {
                isNaming = false;
                Add(isOwn ? own : null, name, value);
                Add(isOthers ? others : null, name, value);
            }
        }

        var robots = new RobotsTxt { Sitemaps = sitemaps };
        var group = own.IsNamed ? own : others;
        robots._rules.AddRange(group.Rules);
        robots.Delay = group.Delay;
        return robots;
    }

    /// <summary>Whether a page may be read: the longest rule that fits says so, and among equals the one that allows.</summary>
    public bool Allows(Uri address)
    {
        var path = address.PathAndQuery;
        var best = (Length: -1, Allows: true);
        foreach (var (pattern, allows) in _rules)
        {
            if ((pattern.Length > best.Length || (pattern.Length == best.Length && allows)) && Fits(pattern, path))
            {
                best = (pattern.Length, allows);
            }
        }

        return best.Allows || path == "/robots.txt";
    }

    // `*` is anything and `$` the end; walked with one place to come back to, so that no pattern takes more than its length times the path's.
    private static bool Fits(string pattern, string path)
    {
        var isWhole = pattern.EndsWith('$');
        var rule = isWhole ? pattern.AsSpan(0, pattern.Length - 1) : pattern;
        var (r, p, star, from) = (0, 0, -1, 0);
        while (true)
        {
            if (r == rule.Length && (!isWhole || p == path.Length))
            {
                return true;
            }

            if (r < rule.Length && rule[r] == '*')
            {
                (star, from, r) = (r, p, r + 1);
            }
            else if (r < rule.Length && p < path.Length && rule[r] == path[p])
            {
                (r, p) = (r + 1, p + 1);
            }
            else if (star >= 0 && from < path.Length)
            {
                (from, r) = (from + 1, star + 1);
                p = from;
            }
            else
            {
                return false;
            }
        }
    }

    private static void Add(Group? group, string name, string value)
    {
        if (group is null)
        {
            return;
        }

        group.IsNamed = true;
        if (name is "allow" or "disallow" && value.Length > 0 && group.Rules.Count < MostRules)
        {
            group.Rules.Add((Escaped(value), name == "allow"));
        }
        else if (name == "crawl-delay" && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
        {
            group.Delay = seconds < LongestDelay.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestDelay;
        }
    }

    // Addresses are written in ASCII; a rule need not be.
    private static string Escaped(string rule)
    {
        if (Ascii.IsValid(rule))
        {
            return rule;
        }

        var escaped = new StringBuilder();
        foreach (var rune in rule.EnumerateRunes())
        {
            escaped.Append(rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        }

        return escaped.ToString();
    }

    private sealed class Group
    {
        public List<(string Pattern, bool Allows)> Rules { get; } = [];

        public TimeSpan Delay { get; set; }

        public bool IsNamed { get; set; }
    }
}
