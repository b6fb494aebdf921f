namespace Parley.Comprehension;

/// <summary>One answer of a model beside the right one.</summary>
internal readonly record struct Answer(string Right, string? Given, double Confidence);

internal static class Measures
{
    public static double Accuracy(IReadOnlyCollection<Answer> answers) => answers.Average(answer => answer.Right == answer.Given ? 1.0 : 0.0);

    /// <summary>The mean of F1 over the labels that are right somewhere.</summary>
    public static double MacroF1(IReadOnlyCollection<Answer> answers) => answers.Select(answer => answer.Right).Distinct().Average(label =>
    {
        var both = answers.Count(answer => answer.Right == label && answer.Given == label);
        return 2.0 * both / (answers.Count(answer => answer.Right == label) + answers.Count(answer => answer.Given == label));
    });

    /// <summary>Expected calibration error over fifteen bins of equal width (Naeini et al. 2015).</summary>
    public static double CalibrationError(IReadOnlyCollection<Answer> answers) => answers
        .GroupBy(answer => Math.Min(14, (int)(answer.Confidence * 15)))
        .Sum(bin => Math.Abs(bin.Average(answer => answer.Confidence) - Accuracy([.. bin])) * bin.Count() / answers.Count);

    /// <summary>The chance that one of the first is above one of the second; a tie counts half.</summary>
    public static double Auc(IReadOnlyCollection<double> above, IReadOnlyCollection<double> below) =>
        above.Average(high => below.Average(low => high > low ? 1.0 : high < low ? 0.0 : 0.5));
}
