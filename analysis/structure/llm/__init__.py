"""How a language model is asked for one JSON Resume document. The door is `analysis.structure.llm.step`.

- prompt: what is sent: the instructions, the document as data, the schema
- client: the only module that imports the client library and its HTTP client
- reply: what comes back: text → a validated Resume, or UnusableReply
- grounding: nothing that the document does not say
- bounded: one deadline and one stop signal around all of it
"""
