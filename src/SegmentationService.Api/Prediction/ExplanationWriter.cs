using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Core.Explanations;

namespace SegmentationService.Api.Prediction;

/// <summary>Explains customers and lays that out: the members rival, why, radius and flips of <see cref="PredictResponse"/>. Reused from customer to customer; not for several threads at once.</summary>
/// <param name="answers">Those of the version that answers.</param>
internal sealed class ExplanationWriter(PreparedAnswers answers)
{
    private readonly CustomerExplainer _explainer = new(answers.Version.Assigner, answers.Version.Stored.Report.Profiles);
    private readonly Dictionary<string, byte[]> _texts = new(StringComparer.Ordinal);

    /// <summary>Adds what is said of a customer that cannot be assigned.</summary>
    /// <param name="answer">Takes it, each member after a comma.</param>
    public static void AddNothing(AnswerBuffer answer) => answer.Add(",\"rival\":null,\"why\":null,\"radius\":null,\"flips\":null"u8);

    /// <summary>Adds the explanation of a customer. A customer like those before it allocates only what the explanation is made of.</summary>
    /// <param name="answer">Takes it, each member after a comma.</param>
    /// <param name="inputs">A value for each input, NaN where it is missing.</param>
    /// <param name="rival">The segment to compare with, 0-based, not the customer's own; null for the runner-up.</param>
    public void Add(AnswerBuffer answer, ReadOnlySpan<double> inputs, int? rival)
    {
        var explanation = _explainer.Explain(inputs, rival);
        answer.Add(",\"rival\":"u8);
        if (explanation.Rival is { } other) AddSegment(answer, other);
        else answer.Add("null"u8);
        Add(answer, explanation.Why);
        answer.Add(",\"radius\":"u8);
        if (explanation.Radius is { } radius)
        {
            answer.Add("{\"distance\":"u8);
            answer.Add(radius.Distance);
            answer.Add(",\"to\":"u8);
            AddSegment(answer, radius.Segment);
            answer.Add("}"u8);
        }
        else answer.Add("null"u8);

        answer.Add(",\"flips\":["u8);
        for (var i = 0; i < explanation.Flips.Count; i++)
        {
            if (i > 0) answer.Add(","u8);
            Add(answer, explanation.Flips[i]);
        }

        answer.Add("]"u8);
    }

    private static void AddFlag(AnswerBuffer answer, bool flag) => answer.Add(flag ? "true"u8 : "false"u8);

    private void Add(AnswerBuffer answer, IReadOnlyList<FeatureContribution> why)
    {
        answer.Add(",\"why\":["u8);
        for (var i = 0; i < why.Count; i++)
        {
            answer.Add(i > 0 ? ",{\"feature\":"u8 : "{\"feature\":"u8);
            AddText(answer, why[i].Feature);
            for (var input = 0; input < why[i].Inputs.Count; input++)
            {
                answer.Add(input > 0 ? ","u8 : ",\"inputs\":["u8);
                AddText(answer, why[i].Inputs[input]);
            }

            answer.Add("],\"contribution\":"u8);
            answer.Add(why[i].Contribution);
            answer.Add(",\"imputed\":"u8);
            AddFlag(answer, why[i].IsImputed);
            answer.Add(",\"clipped\":"u8);
            AddFlag(answer, why[i].IsClipped);
            answer.Add("}"u8);
        }

        answer.Add("]"u8);
    }

    private void Add(AnswerBuffer answer, ColumnFlips flips)
    {
        answer.Add("{\"column\":"u8);
        AddText(answer, flips.Column.Name);
        answer.Add(",\"value\":"u8);
        AddValue(answer, flips, flips.Value);
        answer.Add(",\"imputed\":"u8);
        AddFlag(answer, flips.IsImputed);
        answer.Add(",\"below\":"u8);
        Add(answer, flips, flips.Below);
        answer.Add(",\"above\":"u8);
        Add(answer, flips, flips.Above);
        answer.Add(",\"values\":"u8);
        if (flips.Others is { } others)
        {
            answer.Add("["u8);
            for (var i = 0; i < others.Count; i++)
            {
                if (i > 0) answer.Add(","u8);
                Add(answer, flips, others[i]);
            }

            answer.Add("]"u8);
        }
        else answer.Add("null"u8);

        answer.Add("}"u8);
    }

    private void Add(AnswerBuffer answer, ColumnFlips column, ValueFlip? flip)
    {
        if (flip is not { } found)
        {
            answer.Add("null"u8);
            return;
        }

        answer.Add("{\"value\":"u8);
        AddValue(answer, column, found.Value);
        answer.Add(",\"segment\":"u8);
        AddSegment(answer, found.Segment);
        answer.Add("}"u8);
    }

    /// <summary>A number; of an encoded column the text, or null where the customer has none that training had.</summary>
    private void AddValue(AnswerBuffer answer, ColumnFlips column, double value)
    {
        if (column.Column.Values is not { } values) answer.Add(value);
        else if (value < 0) answer.Add("null"u8);
        else AddText(answer, values.Names[(int)value]);
    }

    private void AddSegment(AnswerBuffer answer, int segment) => answer.Add((long)answers.Segments[segment].Id);

    /// <summary>Adds a name or value of the model, which is made UTF-8 once.</summary>
    private void AddText(AnswerBuffer answer, string text)
    {
        if (!_texts.TryGetValue(text, out var utf8)) _texts.Add(text, utf8 = Encoding.UTF8.GetBytes(text));
        answer.AddJson(utf8);
    }
}
