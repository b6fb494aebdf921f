namespace Parley.Orchestration;

/// <summary>What a guard has withdrawn is in no log that is kept.</summary>
internal static class WithdrawnText
{
    /// <summary>Empties what a guard's <see cref="Retract"/> has withdrawn. Names and numbers stay, and a reader who applies the events comes to the same text.</summary>
    /// <param name="entries">The whole log of a turn, in order.</param>
    public static IReadOnlyList<LogEntry> Blank(IReadOnlyList<LogEntry> entries)
    {
        if (!entries.Any(entry => entry.Name == "retract"))
        {
            return entries;
        }

        var (pieces, blank, length) = (new List<Piece>(), new Dictionary<int, TurnEvent>(), 0);
        for (var i = 0; i < entries.Count; i++)
        {
            switch (TurnJson.Read(entries[i]))
            {
                case Delta delta:
                    pieces.Add(new(i, delta, length, length += delta.Text.Length));
                    break;
                case { } told when told is ThinkingTold or LogprobsTold or Cited:
                    pieces.Add(new(i, told, length, length));
                    break;
                case Retract retract:
                    length = Math.Min(length, retract.From);
                    pieces = pieces.ConvertAll(piece => piece.Before(retract.From));
                    foreach (var piece in retract.Reason == GuardSayings.Reason ? pieces : [])
                    {
                        blank[piece.Place] = piece.Kept();
                    }

                    break;
            }
        }

        return blank.Count == 0 ? entries : [.. entries.Select((entry, i) => blank.TryGetValue(i, out var kept) ? entry with { Json = TurnJson.Write(kept) } : entry)];
    }

    /// <summary>An event that bears text of the answer.</summary>
    /// <param name="Place">In the log.</param>
    /// <param name="Start">Where it stands in the text.</param>
    /// <param name="End">As far as it was not withdrawn; before <paramref name="Start"/> when all of it was.</param>
    private sealed record Piece(int Place, TurnEvent Told, int Start, int End)
    {
        public Piece Before(int from)
        {
            // How likely the tokens were is told behind them.
            var stays = Told switch
            {
                Cited { Citation: var citation } => citation.MessageEnd <= from,
                ThinkingTold => from > 0,
                LogprobsTold => Start <= from,
                _ => true,
            };
            return this with { End = !stays ? -1 : Told is Delta ? Math.Min(End, from) : End };
        }

        public TurnEvent Kept() => Told switch
        {
            Delta delta => new Delta(delta.Text[..Math.Max(0, Math.Min(delta.Text.Length, End - Start))]),
            _ when End >= Start => Told,
            ThinkingTold => new ThinkingTold(""),
            LogprobsTold => new LogprobsTold([]),
            Cited { Citation: var citation } => new Cited(citation with { Quote = "" }),
            _ => Told,
        };
    }
}
