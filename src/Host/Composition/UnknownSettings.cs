using System.Reflection;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Anthropic;
using Parley.Conversations;
using Parley.Dns;
using Parley.Doors;
using Parley.Exchange;
using Parley.Hnsw;
using Parley.Host.Edge;
using Parley.Knowledge;
using Parley.Models;
using Parley.OpenAI;
using Parley.Orchestration;
using Parley.Outgoing;
using Parley.Reading;
using Parley.RedTeam;
using Parley.Safety;
using Parley.Smtp;
using Parley.Sources;
using Parley.Storage;

namespace Parley.Host.Composition;

/// <summary>Tells of settings that begin with <c>Parley__</c> and mean nothing: a letter too few would else leave a default in force, unseen.</summary>
internal static class UnknownSettings
{
    /// <summary>The sections and what is read from them; a section may be read by several rooms.</summary>
    public static IReadOnlyList<(string Section, Type Options)> Sections { get; } =
    [
        ("Abuse", typeof(AbuseOptions)),
        ("Accounts", typeof(AccountsOptions)),
        ("Batches", typeof(BatchOptions)),
        ("Cache", typeof(AnswerCacheOptions)),
        ("Dns", typeof(DnsOptions)),
        ("Drain", typeof(DrainOptions)),
        ("Edge", typeof(EdgeOptions)),
        ("Embedding", typeof(EmbeddingOptions)),
        ("Federation", typeof(FederationOptions)),
        ("Files", typeof(FilesOptions)),
        ("Findings", typeof(FindingOptions)),
        ("Http", typeof(OutgoingOptions)),
        ("Imports", typeof(ImportOptions)),
        ("Jobs", typeof(JobWorkerOptions)),
        ("Knowledge", typeof(KnowledgeOptions)),
        ("Limits", typeof(LimitsOptions)),
        ("Live", typeof(LiveOptions)),
        ("Mail", typeof(SmtpOptions)),
        ("Memory", typeof(MemoryOptions)),
        ("Models", typeof(ModelsOptions)),
        ("Models:Anthropic", typeof(AnthropicOptions)),
        ("Models:Failover", typeof(FailoverOptions)),
        ("Models:Load", typeof(LoadOptions)),
        ("Models:OpenAI", typeof(OpenAIOptions)),
        ("Moderation", typeof(ModerationServerOptions)),
        ("Reading", typeof(ReadingOptions)),
        ("RedTeam", typeof(RedTeamOptions)),
        ("Rerank", typeof(RerankOptions)),
        ("Runs", typeof(PassingOptions)),
        ("Runs", typeof(RunOptions)),
        ("Search", typeof(SearchModelOptions)),
        ("Sources", typeof(SourcesOptions)),
        ("Titles", typeof(TitleOptions)),
        ("Understanding", typeof(UnderstandingOptions)),
        ("Vectors", typeof(HnswOptions)),
    ];

    private static readonly string[] Single = ["Discovery", "Documentation", "Proxies"];

    private static readonly IReadOnlyList<string> Known =
    [
        .. Single,
        .. Sections.SelectMany(section => section.Options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite).Select(property => $"{section.Section}:{property.Name}")),
    ];

    /// <returns>A sentence for each name that nothing reads.</returns>
    public static IEnumerable<string> Sentences(IConfiguration configuration) =>
        from setting in configuration.GetSection("Parley").AsEnumerable(makePathsRelative: true)
        where setting.Value is not null && !IsKnown(setting.Key)
        orderby setting.Key
        select $"{Written(setting.Key)} is no setting; did you mean {Written(Known.MinBy(known => Distance(known, setting.Key))!)}? docs/configuration.md has all of them";

    /// <summary>What kept the start from using a section's values, under the names that the environment has.</summary>
    public static string Explain(OptionsValidationException exception)
    {
        var section = Sections.FirstOrDefault(one => one.Options == exception.OptionsType).Section;
        return "A setting cannot be used: " + string.Join(" ", exception.Failures.Select(failure => section is null ? failure : InWords(failure, section)));
    }

    /// <summary>How the environment names a setting, given the key under which a room found it.</summary>
    public static string Name(string key) => Known.Contains(key, StringComparer.OrdinalIgnoreCase) ? Written(key) : key.Replace(":", "__", StringComparison.Ordinal);

    // The validators write "Name: The field Type.Name must be …."
    private static string InWords(string failure, string section) =>
        failure.Split(": The field ", 2) is [var name, var rest] && rest.IndexOf(" must ", StringComparison.Ordinal) is >= 0 and var at
            ? $"{Written($"{section}:{name}")}{rest[at..]}"
            : failure;

    // A list's items stand below its name.
    private static bool IsKnown(string key) => Known.Any(known =>
        key.Equals(known, StringComparison.OrdinalIgnoreCase) || key.StartsWith(known + ":", StringComparison.OrdinalIgnoreCase));

    private static string Written(string key) => "Parley__" + key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>How many letters must be added, left out or changed to make one of the other (Levenshtein 1966).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
