using Parley.Accounts;

namespace Parley.Models;

/// <summary>What is set aside for a call before it is made.</summary>
internal static class Reserving
{
    /// <param name="input">A bound of the tokens that the call reads.</param>
    /// <param name="output">A bound of those that it writes.</param>
    public static ReservationRequest WorstCaseOf(this CallContext context, Tariff tariff, long input, long output) => new()
    {
        Turn = context.Turn,
        Subject = context.Subject,
        Key = context.Key,
        Groups = context.Groups,
        Purpose = context.Purpose,
        Experiment = context.Arm?.Name,
        Variant = context.Arm?.Variant,
        Deployment = tariff.Deployment,
        Model = tariff.Model,
        WorstCase = tariff.WorstOf(input, output),
        WorstCaseTokens = input + output,
    };
}
