namespace Parley.PersonalData;

/// <summary>How much was found of what there is.</summary>
internal record struct Tally(int Right, int Found, int There)
{
    public readonly double Precision => Found == 0 ? 1 : (double)Right / Found;

    public readonly double Recall => There == 0 ? 1 : (double)Right / There;

    public readonly double F(double beta) =>
        Precision + Recall == 0 ? 0 : (1 + (beta * beta)) * Precision * Recall / ((beta * beta * Precision) + Recall);

    public static Tally operator +(Tally a, Tally b) => new(a.Right + b.Right, a.Found + b.Found, a.There + b.There);

    public override readonly string ToString() => $"{Precision:0.000} | {Recall:0.000} | {F(1):0.000} | {There}";
}
