using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// The columns of the body of a batch, which its answers begin with. They are those that the first part of the body has: a key of JSON that only later objects have stands in no answer,
/// and a notice says so. Thread-safe once they are fixed.
/// </summary>
internal sealed class OwnColumns
{
    private readonly List<(string Name, bool IsId)> _seen = [];
    private readonly List<string> _late = [];
    private int[] _places = [];
    private byte[][] _members = [];
    private bool _isFixed;

    /// <summary>Their names in answers, and kinds; those of answers follow. Fixed with the first part.</summary>
    public IReadOnlyList<AnswerColumn> Columns { get; private set; } = [];

    /// <summary>Whether the id of the customer is among them.</summary>
    public bool HaveId { get; private set; }

    /// <summary>What is to be said of those that came too late; null for nothing.</summary>
    public Notice? Notice => _late.Count == 0
        ? null
        : new Notice("columns_not_included", null, $"The answers do not have the columns {Excerpt.Listed(_late, 20)}: the first objects of the body lack them, and the answers had begun.");

    /// <summary>Adds a column, in the order of the body.</summary>
    /// <param name="name">Its name; one without is in no answer.</param>
    /// <param name="isId">Whether it is the id of the customer to the version.</param>
    public void Add(string name, bool isId)
    {
        if (_isFixed && name.Length > 0) _late.Add(name);
        if (!_isFixed) _seen.Add((name, isId));
    }

    /// <summary>Fixes the columns: the first part has been read. Does nothing later.</summary>
    /// <param name="answers">The columns of answers without those of a body: they keep their names.</param>
    public void Fix(IReadOnlyList<AnswerColumn> answers)
    {
        if (_isFixed) return;
        _isFixed = true;
        _places = [.. Enumerable.Range(0, _seen.Count).Where(place => _seen[place].Name.Length > 0)];
        HaveId = Array.Exists(_places, place => _seen[place].IsId);
        string[] names = [.. _places.Select(place => _seen[place].Name)];
        _members = [.. GivenColumns.Of(names, []).Select(column => Member(column.Name))];
        Columns = GivenColumns.Of(names, Following(answers));
    }

    /// <summary>The columns of answers that follow: all of them, but for the id, where the body has it. Known once these are fixed.</summary>
    /// <param name="answers">The columns of answers without those of a body, the id first.</param>
    public IEnumerable<AnswerColumn> Following(IReadOnlyList<AnswerColumn> answers) => answers.Skip(HaveId ? 1 : 0);

    /// <summary>Adds the cells of a row as CSV, a comma behind each.</summary>
    /// <param name="answer">Takes them.</param>
    /// <param name="cells">The rows.</param>
    /// <param name="row">0-based.</param>
    /// <param name="isMarked">Whether text that a spreadsheet would compute is marked as text.</param>
    public void AddCsv(AnswerBuffer answer, RowCells cells, int row, bool isMarked)
    {
        foreach (var place in _places)
        {
            answer.AddCsv(cells.Cell(row, place), isMarked);
            answer.Add(","u8);
        }
    }

    /// <summary>Adds the cells of a row as the member <c>columns</c> of an object, null where one is empty, a comma before it.</summary>
    /// <param name="answer">Takes it.</param>
    /// <param name="cells">The rows.</param>
    /// <param name="row">0-based.</param>
    public void AddJson(AnswerBuffer answer, RowCells cells, int row)
    {
        answer.Add(",\"columns\":{"u8);
        for (var i = 0; i < _places.Length; i++)
        {
            if (i > 0) answer.Add(","u8);
            answer.Add(_members[i]);
            if (cells.Cell(row, _places[i]) is { IsEmpty: false } cell) answer.AddJson(cell);
            else answer.Add("null"u8);
        }

        answer.Add("}"u8);
    }

    private static byte[] Member(string name)
    {
        var member = new AnswerBuffer();
        member.AddJson(Encoding.UTF8.GetBytes(name));
        member.Add(":"u8);
        return member.Written.ToArray();
    }
}
