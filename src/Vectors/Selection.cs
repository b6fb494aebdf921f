namespace Parley.Vectors;

/// <summary>Chooses neighbours among candidates so that they lie in different directions.</summary>
/// <remarks>Algorithm 4 of Malkov and Yashunin (2016): a candidate is taken when it is nearer to the vector than to every neighbour taken before.</remarks>
internal readonly unsafe struct Selection<TSpace>(TSpace space, PagedRows rows)
    where TSpace : struct, ISpace
{
    /// <param name="candidates">With their distances to the vector, nearest first.</param>
    /// <param name="chosen">Receives them; its length is the most that are taken.</param>
    /// <returns>How many were taken.</returns>
    public int Choose(ReadOnlySpan<ulong> candidates, Span<int> chosen)
    {
        var table = rows.Table;
        var taken = 0;
        foreach (var candidate in candidates)
        {
            if (taken == chosen.Length)
            {
                break;
            }

            var (slot, distance) = (Ranked.Slot(candidate), Ranked.Distance(candidate));
            var row = table[slot];
            var apart = true;
            for (var i = 0; i < taken && apart; i++)
            {
                apart = space.Distance(row, table[chosen[i]]) >= distance;
            }

            if (apart)
            {
                chosen[taken++] = slot;
            }
        }

        return taken;
    }
}
