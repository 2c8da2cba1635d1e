"""``kg serve``: the store as a SPARQL endpoint for reading, with what stands beside it.

``app`` puts the parts together; each module that answers requests has its ``ROUTES``. What they share is the
``kg.serve.service.Service`` at ``request.app.state.service``. Starlette and uvicorn are the extra ``serve``.
"""
