# Thin on purpose: each target is a command of dev/ (python3 -m dev COMMAND).
PYTHON ?= python3
DEV = $(PYTHON) -m dev

.PHONY: help demo test peers pictures shell lint dump pot wheel setup reset
help: ## show these lines
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: ## set up, load demo data, serve on 127.0.0.1:8069 (PORT=8070 for another port)
	@$(DEV) demo $(if $(PORT),--port $(PORT))

test: ## set up and run all tests; T= a file, Class or expression runs a part; COV=1 which lines
	@$(DEV) test $(if $(T),--only '$(T)',$(if $(COV),--coverage))

peers: ## helpdesk_mgmt's and its extensions' own tests, with support_sla installed
	@$(DEV) peers

pictures: ## pictures of every page and the main screens in pictures/; T= some; DOCS=1 those of docs/
	@$(DEV) pictures $(if $(T),--only '$(T)') $(if $(DOCS),--docs)

shell: ## Odoo's shell on the demo database
	@$(DEV) shell

lint: ## run the linters on all files
	@$(DEV) lint

dump: ## keep this version's rows in tests/upgrade/, before the code moves on
	@$(DEV) dump

pot: ## write support_sla/i18n/support_sla.pot
	@$(DEV) pot

wheel: ## build dist/odoo_addon_support_sla-*.whl
	@$(DEV) wheel

setup: ## only set up, and say with which Odoo
	@$(DEV) setup

reset: ## drop this clone's databases and files (the shared cache stays)
	@$(DEV) reset
