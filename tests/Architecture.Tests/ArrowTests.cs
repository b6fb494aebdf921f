using System.Xml.Linq;

namespace Parley.Architecture.Tests;

/// <summary>The arrows between the rooms: who may reference whom is written here and nowhere else.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Kernel"] = [],
        ["Text"] = ["Kernel"],
        ["Vectors"] = ["Kernel"],
        ["Reading"] = ["Kernel", "Text"],
        ["Ranking"] = ["Kernel", "Text"],
        ["Embedding"] = ["Kernel", "Text"],
        ["Redaction"] = ["Kernel", "Text"],
        ["Understanding"] = ["Kernel", "Text"],
        ["Moderation"] = ["Kernel", "Text"],
        ["Caching"] = ["Kernel", "Embedding", "Text"],
        ["Schemas"] = ["Kernel"],
        ["Evaluation"] = ["Kernel", "Text"],
        ["Outgoing"] = ["Kernel"],
        ["Storage"] = ["Kernel"],
        ["Accounts"] = ["Kernel", "Outgoing", "Storage"],
        ["Conversations"] = ["Kernel", "Storage", "Text"],
        ["Exchange"] = ["Kernel", "Safety", "Storage", "Accounts", "Conversations"],
        ["Models"] = ["Kernel", "Embedding", "Outgoing", "Ranking", "Storage", "Text", "Accounts"],
        ["Knowledge"] = ["Kernel", "Embedding", "Outgoing", "Ranking", "Reading", "Redaction", "Safety", "Storage", "Text", "Models"],
        ["Sources"] = ["Kernel", "Knowledge", "Outgoing", "Storage"],
        ["Safety"] = ["Kernel", "Embedding", "Moderation", "Redaction", "Storage", "Understanding", "Accounts"],
        ["Orchestration"] = ["Kernel", "Caching", "Ranking", "Safety", "Schemas", "Storage", "Text", "Understanding", "Accounts", "Conversations", "Models", "Knowledge"],
        ["Doors"] = ["Kernel", "Orchestration", "Safety"],
        ["RedTeam"] = ["Kernel", "Evaluation", "Storage", "Accounts", "Conversations", "Models", "Knowledge", "Orchestration"],
        ["Adapters.Dns"] = ["Kernel", "Accounts"],
        ["Adapters.Hnsw"] = ["Kernel", "Storage", "Vectors"],
        ["Adapters.S3"] = ["Kernel", "Outgoing", "Sources"],
        ["Adapters.Smtp"] = ["Kernel", "Accounts"],
        ["Adapters.Sqlite"] = ["Kernel", "Storage"],
        ["Adapters.PostgreSql"] = ["Kernel", "Storage"],
        ["Adapters.Anthropic"] = ["Kernel", "Models"],
        ["Adapters.OpenAI"] = ["Kernel", "Models", "Safety"],
    };

    private static IEnumerable<Project> Rooms => Repository.Projects.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal));

    [Fact]
    public void Every_room_references_only_what_its_arrows_allow()
    {
        var wrong = from room in Rooms
                    where room.Name != "Host"
                    from reference in room.References
                    where !Allowed.TryGetValue(room.Name, out var allowed) || !allowed.Contains(reference)
                    select $"{room.Name} -> {reference}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_room_stands_in_the_list_of_arrows()
    {
        Assert.Equal(Allowed.Keys.Order(), Rooms.Select(room => room.Name).Where(name => name != "Host").Order());
    }

    [Fact]
    public void The_arrows_form_no_circle()
    {
        var placed = new HashSet<string>();
        while (Allowed.Where(room => !placed.Contains(room.Key) && room.Value.All(placed.Contains)).Select(room => room.Key).ToList() is { Count: > 0 } next)
        {
            placed.UnionWith(next);
        }

        Assert.Equal(Allowed.Keys.Order(), placed.Order());
    }

    [Fact]
    public void Nobody_but_tests_and_benchmarks_references_the_host()
    {
        var wrong = Repository.Projects.Where(project => project.References.Contains("Host")
            && !project.Path.StartsWith("tests/", StringComparison.Ordinal) && !project.Path.StartsWith("bench/", StringComparison.Ordinal));

        Assert.Empty(wrong.Select(project => project.Path));
    }

    [Fact]
    public void The_host_references_every_room()
    {
        var host = Rooms.Single(room => room.Name == "Host");

        Assert.Equal(Allowed.Keys.Order(), host.References.Order());
    }

    [Fact]
    public void Every_project_stands_in_the_solution()
    {
        var listed = XDocument.Parse(Repository.Read("Parley.slnx")).Descendants("Project").Select(project => (string)project.Attribute("Path")!);

        Assert.Equal(Repository.Projects.Select(project => project.Path).Order(), listed.Order());
    }

    [Fact]
    public void Every_package_has_one_version_in_one_place_and_is_used()
    {
        var central = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion").Select(package => (string)package.Attribute("Include")!);
        var versioned = Repository.Projects.Where(project => project.Xml.Descendants("PackageReference").Any(package => package.Attribute("Version") is not null));

        Assert.Empty(versioned.Select(project => project.Path));
        Assert.Equal(central.Order(), Repository.Projects.SelectMany(project => project.Packages).Distinct().Order());
    }
}
