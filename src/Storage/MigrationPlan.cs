namespace Parley.Storage;

/// <summary>A migration that the database remembers.</summary>
public sealed record AppliedMigration(string Room, long Version, string Checksum);

/// <summary>What adapters share of migrating: the table that remembers, and the judgement whether and how to go on.</summary>
public static class MigrationPlan
{
    public const string TableSql =
        """
        CREATE TABLE IF NOT EXISTS sys_migrations (
          room text NOT NULL, version bigint NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL,
          PRIMARY KEY (room, version))
        """;

    public const string SelectSql = "SELECT room AS Room, version AS Version, checksum AS Checksum FROM sys_migrations ORDER BY room, version";

    public const string InsertSql =
        "INSERT INTO sys_migrations (room, version, checksum, applied_at) VALUES (@room, @version, @checksum, @now)";

    /// <returns>What is still to be applied, in the order of the program.</returns>
    /// <exception cref="MigrationException">The database is newer than the program, was changed by other hands, or has gaps.</exception>
    public static IReadOnlyList<Migration> Pending(IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied)
    {
        foreach (var room in known.GroupBy(migration => migration.Room))
        {
            CheckWithoutGaps(room.Key, room.Select(migration => (long)migration.Version), "the program");
        }

        foreach (var room in applied.GroupBy(migration => migration.Room))
        {
            CheckWithoutGaps(room.Key, room.Select(migration => migration.Version), "the database");
        }

        var byNumber = known.ToDictionary(migration => (migration.Room, (long)migration.Version));
        foreach (var old in applied)
        {
            CheckKnown(old, byNumber.GetValueOrDefault((old.Room, old.Version)));
        }

        var done = applied.Select(migration => (migration.Room, migration.Version)).ToHashSet();
        return [.. known.Where(migration => !done.Contains((migration.Room, migration.Version)))];
    }

    /// <summary>The refusal of tables whose rows nobody could keep apart.</summary>
    public static string NoTenantSentence(IEnumerable<string> tables) =>
        $"These tables have no tenant_id that is never null, so their rows belong to nobody: {string.Join(", ", tables)}. "
        + "Give them one, or, when they hold nothing of a tenant, a name that begins with sys_.";

    private static void CheckKnown(AppliedMigration old, Migration? migration)
    {
        if (migration is null)
        {
            throw new MigrationException(
                $"The database has migration {old.Room} {old.Version}, which this program does not know: it was used by a newer release. "
                + "Start that release, or restore a backup from before the upgrade.");
        }

        if (migration.Checksum != old.Checksum)
        {
            throw new MigrationException(
                $"Migration {old.Room} {old.Version} was applied with another text than this program holds. "
                + "An applied migration is never changed: start the release that applied it, or restore a backup.");
        }
    }

    private static void CheckWithoutGaps(string room, IEnumerable<long> versions, string where)
    {
        var expected = 1L;
        foreach (var version in versions.Order())
        {
            if (version != expected++)
            {
                throw new MigrationException(
                    $"Migrations of {room} in {where} do not count up from 1 without a gap: {version} stands where {expected - 1} should.");
            }
        }
    }
}
