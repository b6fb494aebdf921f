namespace Parley.Accounts;

/// <summary>
/// Fits a call into what is left of a budget, by a shorter answer. What is asked costs what it costs: its bound stays, so a budget is
/// kept whatever the model does.
/// </summary>
internal static class BudgetFit
{
    /// <returns>The same call with the longest answer that fits.</returns>
    /// <exception cref="RefusedException">429: not even the shortest fits; it says which number is too small.</exception>
    public static ReservationRequest Shorten(BudgetShare share, Counted? used, ReservationRequest request, DateTimeOffset now)
    {
        var left = share.Budget.Amount - (used?.Used ?? 0);
        var room = request.Room is { } asked && asked.Tokens > asked.Least ? asked : null;
        var needed = BudgetHolds.AmountOf(share, room is null ? request : Cut(request, room, room.Least));
        if (needed > left)
        {
            throw new RefusedException(share.Exceeded(used, now, needed));
        }

        if (room is null)
        {
            // Another call gave back meanwhile what this one needs.
            return request;
        }

        // The longest answer that fits lies between these two.
        var (fits, tooLong) = (room.Least, room.Tokens);
        while (tooLong - fits > 1)
        {
            var middle = fits + ((tooLong - fits) / 2);
            (fits, tooLong) = BudgetHolds.AmountOf(share, Cut(request, room, middle)) <= left ? (middle, tooLong) : (fits, middle);
        }

        return Cut(request, room, fits);
    }

    private static ReservationRequest Cut(ReservationRequest request, AnswerRoom room, long tokens) => request with
    {
        Room = room with { Tokens = tokens },
        WorstCaseTokens = request.WorstCaseTokens - room.Tokens + tokens,
        WorstCase = room.CostOf(tokens),
    };
}
