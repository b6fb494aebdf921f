namespace Parley.Safety;

/// <summary>What guards found, as it is written down.</summary>
internal static class FindingRows
{
    // Each that is written takes some away that are too old: nothing piles up, and nobody has to sweep.
    private const long MostForgotten = 200;

    public static Statement Add(TurnId? turn, ReviewFinding found, int times, Id<SafetyIds.Finding> id, DateTimeOffset now) => new(
        """
        insert into guard_findings (tenant_id, id, at, turn_id, guard, kind, action, source, score, times)
        values (@tenant, @id, @at, @turn, @Guard, @Kind, @action, @Source, @score, @times)
        """,
        new
        {
            id = id.Value,
            at = now.ToUnixTimeMilliseconds(),
            turn = turn?.Value,
            found.Guard,
            found.Kind,
            action = Word(found.Action),
            found.Source,
            score = Thousandths(found.Score),
            times = (long)times,
        });

    public static Statement Forget(DateTimeOffset before) => new(
        """
        delete from guard_findings where tenant_id = @tenant
            and id in (select id from guard_findings where tenant_id = @tenant and at < @before order by at limit @most {for_update} {skip_locked})
        """,
        new { before = before.ToUnixTimeMilliseconds(), most = MostForgotten });

    public static string Word(GuardAction action) => action.ToString().ToLowerInvariant();

    public static GuardAction Action(string word) => Enum.Parse<GuardAction>(word, ignoreCase: true);

    public static long Thousandths(double score) => (long)Math.Round(Math.Clamp(score, 0, 1) * 1_000);
}
