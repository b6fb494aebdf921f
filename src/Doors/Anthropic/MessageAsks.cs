using Parley.Models;

namespace Parley.Doors;

/// <summary>Reads what a request in Anthropic's format asks of the model beyond the knobs.</summary>
internal static class MessageAsks
{
    private const int LeastBudget = 1_024;
    private const double LeastTopPWithThinking = 0.95;

    private static readonly string[] Efforts = ["low", "medium", "high", "xhigh", "max"];

    /// <returns>Null when nothing is asked.</returns>
    /// <exception cref="RefusedException">A value is none of that API's, or does not go with thinking.</exception>
    public static ModelAsks? Read(MessagesRequest request)
    {
        WireRange.Check("top_k", request.TopK, 1, int.MaxValue);
        if (request.OutputConfig?.Effort is { } effort && !Efforts.Contains(effort))
        {
            throw Invalid("output_config.effort", $"output_config.effort must be one of {string.Join(", ", Efforts)}.");
        }

        return new ModelAsks
        {
            Effort = request.OutputConfig?.Effort,
            EffortField = request.OutputConfig?.Effort is null ? null : "output_config.effort",
            TopK = request.TopK,
            Thinking = Thinking(request),
        }.OrNull();
    }

    private static ThinkingAsk? Thinking(MessagesRequest request)
    {
        if (request.Thinking is not { } asked)
        {
            return null;
        }

        MessageFields.All.Check(asked.Others, "thinking", "thinking");
        if (asked.Type is not ("enabled" or "adaptive" or "disabled"))
        {
            throw Invalid("thinking.type", "thinking.type must be enabled, adaptive or disabled.");
        }

        MessageFields.All.CheckType("thinking", "thinking", asked.Type, "budget_tokens", asked.BudgetTokens is not null);
        MessageFields.All.CheckType("thinking", "thinking", asked.Type, "display", asked.Display is not null);
        if (asked.Type == "disabled")
        {
            return null;
        }

        if (asked.Type == "enabled" && !(asked.BudgetTokens >= LeastBudget && (request.MaxTokens is null || asked.BudgetTokens < request.MaxTokens)))
        {
            throw Invalid("thinking.budget_tokens", $"thinking.budget_tokens must be at least {LeastBudget}, and below max_tokens.");
        }

        if (asked.Display is not (null or "summarized" or "omitted"))
        {
            throw Invalid("thinking.display", "thinking.display must be summarized or omitted.");
        }

        CheckBeside(request);
        return new(asked.Type, asked.BudgetTokens, asked.Display);
    }

    // A model that thinks chooses its words by itself, and itself whether to call a tool.
    private static void CheckBeside(MessagesRequest request)
    {
        if (request.Temperature is not (null or 1))
        {
            throw Invalid("temperature", "temperature may only be 1 with thinking. Leave one of them out.");
        }

        if (request.TopP < LeastTopPWithThinking)
        {
            throw Invalid("top_p", "top_p must be at least 0.95 with thinking. Leave one of them out.");
        }

        if (request.TopK is not null)
        {
            throw Invalid("top_k", "top_k does not go with thinking. Leave one of them out.");
        }

        if (request.ToolChoice?.Type is "any" or "tool")
        {
            throw Invalid("tool_choice.type", "tool_choice.type may only be auto or none with thinking.");
        }
    }

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
