using System.Text.RegularExpressions;

namespace Parley.Architecture.Tests;

/// <summary>Habits of the source that the compiler does not hold.</summary>
public sealed partial class SourceTests
{
    [Theory]
    [InlineData(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b", "TimeProvider tells the time")]
    [InlineData(@"\bStopwatch\b|\bEnvironment\.TickCount", "TimeProvider measures")]
    [InlineData(@"\bThread\.Sleep\(", "nothing sleeps")]
    [InlineData(@"\bTask\.Delay\((?![^;]*\b(time|_time|TimeProvider)\b)", "a delay is on the injected clock")]
    [InlineData(@"new PeriodicTimer\((?![^;]*\b(time|_time|TimeProvider)\b)", "a timer is on the injected clock")]
    [InlineData(@"new CancellationTokenSource\([^),]+\)", "a time limit is on the injected clock")]
    [InlineData(@"(?<!TryAddSingleton\()Random\.Shared\b|new Random\(", "chance is injected")]
    [InlineData(@"\bTODO\b|\bFIXME\b|NotImplementedException", "what is not done is not there")]
    [InlineData(@"\b(class|record|interface) \w*(Manager|Helper|Util|Utils)\b", "vague names hide two classes")]
    public void The_source_keeps_to(string forbidden, string because)
    {
        var wrong = from source in Repository.Sources
                    from line in source.Code
                    where Regex.IsMatch(line.Text, forbidden) && !IsPauseToAServer(source, line.Text)
                    select source.At(line.Number);

        Assert.True(!wrong.Any(), $"{because}:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void Every_public_type_has_a_doc_comment()
    {
        var wrong = from source in Repository.Sources
                    from line in source.Code
                    where PublicType().IsMatch(line.Text) && !HasDoc(source.Lines, line.Number - 1)
                    select source.At(line.Number);

        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    [Fact]
    public void No_source_file_is_so_long_that_it_wants_to_become_two()
    {
        Assert.Empty(Repository.Sources.Where(source => source.Lines.Length > 400).Select(source => $"{source.Path}: {source.Lines.Length} lines"));
    }

    [Theory]
    [InlineData("using Npgsql", "Adapters/PostgreSql")]
    [InlineData("using Microsoft.Data.Sqlite", "Adapters/Sqlite")]
    [InlineData("using Dapper", "Storage", "Adapters/PostgreSql", "Adapters/Sqlite")]
    [InlineData("IDatabaseAdapter", "Storage", "Adapters/PostgreSql", "Adapters/Sqlite", "Host")]
    public void A_technology_is_seen_only_where_it_belongs(string text, params string[] rooms)
    {
        var wrong = from source in Repository.Sources
                    where !rooms.Contains(source.Room)
                    from line in source.Code
                    where line.Text.Contains(text, StringComparison.Ordinal)
                    select source.At(line.Number);

        Assert.Empty(wrong);
    }

    [Fact]
    public void No_room_touches_another_rooms_tables()
    {
        var owners = (from path in Repository.Find("*.sql", "src")
                      let room = path.Split('/')[1]
                      from Match table in CreatedTable().Matches(Repository.Read(path))
                      select (Table: table.Groups["name"].Value, Room: room)).ToLookup(owner => owner.Table, owner => owner.Room);
        Assert.NotEmpty(owners);

        var wrong = from source in Repository.Sources
                    where !source.Room.StartsWith("Adapters/", StringComparison.Ordinal)
                    from line in source.Code
                    from Match used in UsedTable().Matches(line.Text)
                    where owners.Contains(used.Groups["name"].Value) && !owners[used.Groups["name"].Value].Contains(source.Room)
                    where used.Groups["name"].Value != HeadsOfJobs || !used.Value.StartsWith("join", StringComparison.OrdinalIgnoreCase)
                    select source.At(line.Number);

        Assert.Empty(wrong);
    }

    // How long an adapter waits for its server is between two machines: no behaviour of the product hangs on that chance.
    private static bool IsPauseToAServer(Source source, string line) =>
        source.Room.StartsWith("Adapters/", StringComparison.Ordinal) && line.Contains("PauseAsync(", StringComparison.Ordinal)
        || source.Room.StartsWith("Adapters/", StringComparison.Ordinal) && line.Contains("TimeProvider.System", StringComparison.Ordinal);

    // Who enqueued a job may show its state beside a row of its own; nobody but Storage writes there.
    private const string HeadsOfJobs = "sys_jobs";

    private static bool HasDoc(string[] lines, int index)
    {
        while (index > 0 && lines[index - 1].TrimStart().StartsWith('['))
        {
            index--;
        }

        return index > 0 && lines[index - 1].TrimStart().StartsWith("///", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|partial|readonly|ref|unsafe) )*(?:class|record|struct|interface|enum|delegate)\b")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"create table(?: if not exists)? (?<name>\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex CreatedTable();

    [GeneratedRegex(@"\b(?:from|join|into|update|delete from) (?<name>[a-z_]+)\b", RegexOptions.IgnoreCase)]
    private static partial Regex UsedTable();
}
